package dev.busway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SectionTest {
    @Test
    void a_setting_that_is_not_written_has_its_default() {
        Section http = Section.empty("http");

        assertThat(http.number("port", 8080, 1, 65_535)).isEqualTo(8080);
        assertThat(http.flag("open", true)).isTrue();
        assertThat(http.duration("wait", Duration.ofSeconds(2), Duration.ZERO, Duration.ofHours(1)))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_number_out_of_bounds_is_named_by_its_path() {
        Section http = new Section("http", Map.of("port", 70_000));

        assertThatThrownBy(() -> http.number("port", 8080, 1, 65_535))
                .hasMessage("http.port must be 1 to 65535, was 70000");
    }

    @Test
    void a_duration_is_written_with_its_unit() {
        Section http = new Section("http", Map.of("wait", "5"));

        assertThatThrownBy(() -> http.duration("wait", Duration.ZERO, Duration.ZERO, Duration.ofHours(1)))
                .hasMessageContaining("http.wait must be a duration as 100ms");
    }

    @Test
    void a_word_must_be_one_of_those_allowed() {
        Section node = new Section("node", Map.of("mode", "fats"));

        assertThatThrownBy(() -> node.word("mode", "fast", List.of("fast", "safe")))
                .hasMessage("node.mode must be one of fast, safe, was fats");
    }

    @Test
    void a_key_that_nobody_asked_for_is_refused_with_the_nearest() {
        Section root = new Section("", Map.of("http", Map.of("prot", 1)));
        Section http = root.section("http");
        http.number("port", 8080, 1, 65_535);

        assertThatThrownBy(root::refuseUnknown)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("http.prot is not a setting")
                .hasMessageContaining("http.port");
    }

    @Test
    void a_section_in_a_list_is_named_by_its_place() {
        Section root = new Section("", Map.of("verticles", List.of(Map.of("class", "A"), Map.of())));

        assertThatThrownBy(() -> root.sections("verticles").get(1).requiredText("class"))
                .hasMessage("verticles[1].class is missing");
    }

    @Test
    void text_where_a_section_belongs_is_refused() {
        Section root = new Section("", Map.of("http", "8080"));

        assertThatThrownBy(() -> root.section("http")).hasMessage("http must be a section");
    }
}
