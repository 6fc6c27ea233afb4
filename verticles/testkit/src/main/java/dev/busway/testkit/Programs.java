package dev.busway.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this machine that some tests drive; without them such a test is skipped and says why. */
public final class Programs {
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    private Programs() {}

    /** For {@code @EnabledIf}. */
    public static boolean javaScript() {
        return find("node").isPresent() && find("npm").isPresent();
    }

    /** For {@code @EnabledIf}: the browser is driven from JavaScript. */
    public static boolean browserAndJavaScript() {
        return browser().isPresent() && javaScript();
    }

    public static Optional<Path> browser() {
        return BROWSERS.stream().flatMap(name -> find(name).stream()).findFirst();
    }

    /** For {@code @EnabledIf}. */
    public static boolean hasNginx() {
        return nginx().isPresent();
    }

    /** On the path, or where Debian has it: not on everybody's path. */
    public static Optional<Path> nginx() {
        return find("nginx").or(() -> Optional.of(Path.of("/usr/sbin/nginx")).filter(Files::isExecutable));
    }

    /** Where on {@code PATH} it stands. */
    public static Optional<Path> find(String name) {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
