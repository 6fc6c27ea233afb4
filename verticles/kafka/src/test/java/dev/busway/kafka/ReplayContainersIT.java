package dev.busway.kafka;

import org.testcontainers.junit.jupiter.Testcontainers;

/** The same suite on the official image. */
@Testcontainers(disabledWithoutDocker = true)
class ReplayContainersIT extends ReplayIT {
    @Override
    String bootstrap() {
        return OfficialKafka.bootstrap();
    }
}
