package dev.busway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    private final Path folder;

    ConfigFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void a_variable_of_the_environment_overrides_the_file() throws IOException {
        Section root = read("http: {port: 8080}", Map.of("BUSWAY_HTTP_PORT", "9090"));

        assertThat(root.section("http").number("port", 0, 0, 65_535)).isEqualTo(9090);
    }

    @Test
    void underscores_make_words_and_two_of_them_a_section() throws IOException {
        Section root = read("node: {}", Map.of("BUSWAY_NODE_EVENT_LOOPS", "3", "BUSWAY_HTTP_STREAMS__HEARTBEAT", "7s"));

        assertThat(root.section("node").text("eventLoops")).contains("3");
        assertThat(root.section("http").section("streams").text("heartbeat")).contains("7s");
    }

    @Test
    void a_list_in_a_variable_is_a_list() throws IOException {
        Section root = read("{}", Map.of("BUSWAY_CLUSTER_MEMBERS", "[\"127.0.0.1:1\", \"127.0.0.1:2\"]"));

        assertThat(root.section("cluster").texts("members")).isEqualTo(List.of("127.0.0.1:1", "127.0.0.1:2"));
    }

    @Test
    void a_password_of_digits_keeps_its_zeros() throws IOException {
        Section root = read("{}", Map.of("BUSWAY_POSTGRES_PASSWORD", "0123"));

        assertThat(root.section("postgres").text("password")).contains("0123");
    }

    @Test
    void variables_of_one_word_and_those_of_tests_are_no_settings() throws IOException {
        Section root = read("{}", Map.of("BUSWAY_URL", "x", "BUSWAY_TEST_KAFKA", "y"));

        assertThat(root.keys()).isEmpty();
    }

    @Test
    void a_section_with_nothing_below_it_is_there() throws IOException {
        assertThat(read("http:\n", Map.of()).keys()).containsExactly("http");
    }

    @Test
    void secrets_come_from_the_environment_and_from_files() throws IOException {
        Files.writeString(folder.resolve("password"), "s3cret\n");

        Section root = read("postgres: {user: '${env:WHO}', password: '${file:password}'}", Map.of("WHO", "ada"));

        assertThat(root.section("postgres").text("user")).contains("ada");
        assertThat(root.section("postgres").text("password")).contains("s3cret");
    }

    @Test
    void a_secret_that_is_not_there_is_named_with_its_setting() {
        assertThatThrownBy(() -> read("postgres: {password: '${env:NOBODY_SET_THIS}'}", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("postgres.password")
                .hasMessageContaining("NOBODY_SET_THIS");
    }

    @Test
    void broken_yaml_is_named_with_its_line() {
        assertThatThrownBy(() -> read("http:\n  port: 8080\n  port: 8081\n", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("busway.yaml:3")
                .hasMessageContaining("duplicate key");
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        assertThatThrownBy(() -> ConfigFile.read(folder.resolve("absent.yaml"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("absent.yaml");
    }

    private Section read(String yaml, Map<String, String> environment) throws IOException {
        return ConfigFile.read(Files.writeString(folder.resolve("busway.yaml"), yaml), environment);
    }
}
