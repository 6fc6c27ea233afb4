package dev.busway.bench.orders;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import dev.busway.testkit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The system's Chromium, headless, driven by npm's playwright-core under {@code target}. */
final class Chromium implements AutoCloseable {
    private static final String CORE = "playwright-core@1.62.0";
    private static final long INSTALL_MINUTES = 5;
    private static final List<String> FLAGS = List.of(
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    /** By default half a minute, which a busy machine may need. */
    private static final double LONGEST_START_MILLIS = 180_000;

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Fails, with the mend, where Chromium, Node.js or npm is missing. */
    static Chromium open() throws IOException, InterruptedException {
        Path chromium = found(Programs.browser());
        System.setProperty("playwright.cli.dir", driver().toString());
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Chromium(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(chromium)
                                .setHeadless(true)
                                .setTimeout(LONGEST_START_MILLIS)
                                .setChromiumSandbox(false)
                                .setArgs(FLAGS)));
    }

    Browser browser() {
        return browser;
    }

    /** A folder as Playwright wants it: {@code node} and {@code package}. */
    private static Path driver() throws IOException, InterruptedException {
        Path folder = Path.of("target/playwright").toAbsolutePath();
        Path core = folder.resolve("node_modules/playwright-core");
        if (!Files.exists(core.resolve("cli.js"))) {
            install(Files.createDirectories(folder));
        }
        link(folder.resolve("node"), found(Programs.find("node")));
        link(folder.resolve("package"), core);
        return folder;
    }

    private static void install(Path folder) throws IOException, InterruptedException {
        Process npm = new ProcessBuilder(
                        found(Programs.find("npm")).toString(),
                        "install",
                        "--prefix",
                        folder.toString(),
                        "--no-audit",
                        "--no-fund",
                        CORE)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("npm.log").toFile())
                .start();
        if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
            npm.destroyForcibly();
            throw new IOException("npm cannot install " + CORE + ": see " + folder.resolve("npm.log"));
        }
    }

    private static void link(Path link, Path target) throws IOException {
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
    }

    private static Path found(Optional<Path> program) throws IOException {
        return program.orElseThrow(
                () -> new IOException("a program is missing. Mend: apt-get install chromium nodejs npm"));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
