package dev.busway.kafka;

import org.testcontainers.kafka.KafkaContainer;

/** The official image, started once per JVM and stopped with it by Testcontainers. */
final class OfficialKafka {
    private static final KafkaContainer SERVER = started();

    private OfficialKafka() {}

    private static KafkaContainer started() {
        KafkaContainer server = new KafkaContainer("apache/kafka:4.1.2");
        server.start();
        return server;
    }

    static String bootstrap() {
        return SERVER.getBootstrapServers();
    }
}
