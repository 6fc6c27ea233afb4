package dev.busway.node.house;

import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.LocationProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The compiled main classes of every room of the house, this one's included. */
public final class HouseClasses implements LocationProvider {
    /** The folder that holds the rooms, seen from this module. */
    static final Path ROOMS = Path.of("..").toAbsolutePath().normalize();

    @Override
    public Set<Location> get(Class<?> testClass) {
        try (Stream<Path> rooms = Files.list(ROOMS)) {
            return Stream.concat(rooms, Stream.of(ROOMS.resolveSibling("eventbus-codecs")))
                    .map(room -> room.resolve("target/classes"))
                    .filter(Files::isDirectory)
                    .map(Location::of)
                    .collect(Collectors.toSet());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
