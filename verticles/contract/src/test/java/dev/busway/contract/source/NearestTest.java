package dev.busway.contract.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void the_nearest_word_is_the_one_with_the_fewest_edits() {
        assertThat(nearest("failureRat", "window", "failureRate")).contains("failureRate");
        assertThat(nearest("PORT", "port")).contains("port");
    }

    @Test
    void two_letters_swapped_are_one_slip() {
        assertThat(nearest("door.nwes", "door.notes", "door.news")).contains("door.news");
    }

    @Test
    void of_words_as_near_the_first_by_name_is_meant_whatever_their_order() {
        assertThat(nearest("bath", "rath", "math")).contains("math");
        assertThat(nearest("bath", "math", "rath")).contains("math");
    }

    @Test
    void a_word_that_is_like_none_has_no_nearest() {
        assertThat(nearest("completely", "port", "host")).isEmpty();
        assertThat(nearest("any")).isEmpty();
    }

    private static Optional<String> nearest(String name, String... candidates) {
        return Nearest.among(name, List.of(candidates).iterator());
    }
}
