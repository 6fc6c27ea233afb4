package dev.busway.http.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.http.door.Preferences.Mode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PreferencesTest {
    private static final Duration MOST = Duration.ofSeconds(60);

    @Test
    void both_preferences_are_read_in_any_order_and_case() {
        assertThat(Preferences.parse("respond-async, wait=10", MOST))
                .isEqualTo(new Preferences(Mode.RESPOND_ASYNC, 10));
        assertThat(Preferences.parse("Wait = \"10\"; foo, RESPOND-ASYNC", MOST))
                .isEqualTo(new Preferences(Mode.RESPOND_ASYNC, 10));
    }

    @Test
    void a_wait_beyond_the_bound_is_cut_to_it() {
        assertThat(Preferences.parse("wait=999999999", MOST).waitSeconds()).isEqualTo(60);
    }

    @Test
    void what_cannot_be_read_is_no_preference() {
        for (String prefer :
                new String[] {"", "wait", "wait=", "wait=-1", "wait=1.5", "wait=99999999999", "waiting=3", ",;,"}) {
            assertThat(Preferences.parse(prefer, MOST)).as(prefer).isEqualTo(Preferences.NONE);
        }
    }

    @Test
    void the_first_of_two_waits_counts() {
        assertThat(Preferences.parse("wait=3, wait=5", MOST).waitSeconds()).isEqualTo(3);
    }
}
