package dev.busway.node.house;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Optional;

/** The rooms, and whom each may import: {@code node → everything else → bus → contract → codecs}. */
record Room(List<String> packages, List<Room> below) {
    static final Room CODECS = room(List.of("dev.busway.message", "dev.busway.codec"));
    static final Room CONTRACT = room(List.of("dev.busway.contract"), CODECS);
    static final Room BUS = room(List.of("dev.busway.bus", "dev.busway.config"), CONTRACT, CODECS);
    static final Room HTTP = room(List.of("dev.busway.http"), BUS, CONTRACT, CODECS);
    static final Room KAFKA = room(List.of("dev.busway.kafka"), BUS, CONTRACT, CODECS);
    static final Room RABBITMQ = room(List.of("dev.busway.rabbitmq"), BUS, CONTRACT, CODECS);
    static final Room AMQP = room(List.of("dev.busway.amqp"), BUS, CONTRACT, CODECS);
    static final Room POSTGRES = room(List.of("dev.busway.postgres"), BUS, CONTRACT, CODECS);
    static final Room DISCOVERY = room(List.of("dev.busway.discovery"), BUS, CONTRACT, CODECS);
    static final Room GRPC = room(List.of("dev.busway.grpc"), BUS, CONTRACT, CODECS);
    static final Room ORDERS = room(List.of("dev.busway.orders"), BUS, CONTRACT, CODECS);
    static final Room TESTKIT = room(List.of("dev.busway.testkit"), BUS, CONTRACT, CODECS);
    static final Room BENCH = room(List.of("dev.busway.bench"), BUS, CONTRACT, CODECS, TESTKIT, POSTGRES);
    static final Room NODE = room(List.of("dev.busway.node"), BUS, CONTRACT, CODECS, TESTKIT);

    private static final List<Room> HOUSE = List.of(
            CODECS, CONTRACT, BUS, HTTP, KAFKA, RABBITMQ, AMQP, POSTGRES, DISCOVERY, GRPC, ORDERS, TESTKIT, BENCH,
            NODE);

    private static Room room(List<String> packages, Room... below) {
        return new Room(packages, List.of(below));
    }

    static Optional<Room> of(JavaClass type) {
        return HOUSE.stream()
                .filter(room -> room.packages.stream().anyMatch(name -> isIn(type, name)))
                .findFirst();
    }

    boolean mayImport(Room other) {
        return equals(other) || below.contains(other);
    }

    static boolean isIn(JavaClass type, String packageName) {
        return type.getPackageName().equals(packageName)
                || type.getPackageName().startsWith(packageName + ".");
    }
}
