package dev.busway.postgres;

import dev.busway.testkit.TestPostgres;
import org.testcontainers.junit.jupiter.Testcontainers;

/** The same suite on the official image. */
@Testcontainers(disabledWithoutDocker = true)
class ScheduleContainersIT extends ScheduleIT {
    @Override
    TestPostgres database() {
        return OfficialPostgres.freshDatabase();
    }
}
