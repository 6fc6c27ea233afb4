package dev.busway.node.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One idea per file: a file that grows beyond these has a second one. */
class FileSizesTest {
    private static final int LONGEST_MAIN = 300;
    private static final int LONGEST_TEST = 400;

    @Test
    void no_main_file_is_longer_than_300_lines() throws IOException {
        assertThat(longerThan(LONGEST_MAIN, "src/main/java")).isEmpty();
    }

    @Test
    void no_test_file_is_longer_than_400_lines() throws IOException {
        assertThat(longerThan(LONGEST_TEST, "src/test/java")).isEmpty();
    }

    private static List<String> longerThan(int most, String folder) throws IOException {
        try (Stream<Path> files = Files.walk(HouseClasses.ROOMS.getParent())) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/" + folder + "/"))
                    .toList();
            assertThat(sources).as("sources in " + folder).isNotEmpty();
            return sources.stream()
                    .filter(file -> lines(file) > most)
                    .map(file -> file.getFileName() + " " + lines(file))
                    .toList();
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
