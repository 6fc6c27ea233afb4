package dev.busway.testkit.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
    @Test
    void it_is_durable_and_ready_for_log_tailing() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary()) {
            assertThat(text(postgres, "show fsync")).isEqualTo("on");
            assertThat(text(postgres, "show synchronous_commit")).isEqualTo("on");
            assertThat(text(postgres, "show wal_level")).isEqualTo("logical");
            assertThat(text(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(text(postgres, "show server_version")).startsWith("17");
        }
    }

    @Test
    void a_restart_on_the_same_port_keeps_the_data(@TempDir Path home) throws Exception {
        int port;
        try (EmbeddedPostgres first = EmbeddedPostgres.start(home, EmbeddedPostgres.ANY_PORT)) {
            port = first.port();
            execute(first, "create table kept as select 42 as answer");
        }

        try (EmbeddedPostgres second = EmbeddedPostgres.start(home, port)) {
            assertThat(second.port()).isEqualTo(port);
            assertThat(text(second, "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void closing_leaves_neither_process_nor_port(@TempDir Path home) throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(home, EmbeddedPostgres.ANY_PORT);
        long pid = pid(home);
        String url = postgres.jdbcUrl();

        try (Connection stillOpen = DriverManager.getConnection(url)) {
            assertThat(stillOpen.isValid(30)).isTrue();
            postgres.close();
        }
        postgres.close();

        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(home.resolve("data/postmaster.pid")).doesNotExist();
        assertThatThrownBy(() -> DriverManager.getConnection(url)).isInstanceOf(SQLException.class);
    }

    @Test
    void a_server_that_outlived_its_killed_process_is_stopped_and_its_data_kept(@TempDir Path home) throws Exception {
        Process child = orphanMaker(home.toString());
        long orphan = pid(home);
        child.destroyForcibly().waitFor();
        assertThat(ProcessHandle.of(orphan)).isPresent();

        try (EmbeddedPostgres next = EmbeddedPostgres.start(home, EmbeddedPostgres.ANY_PORT)) {
            assertThat(text(next, "select answer from kept")).isEqualTo("42");
            assertThat(pid(home)).isNotEqualTo(orphan);
        }
        assertThat(ProcessHandle.of(orphan)).isEmpty();
    }

    @Test
    void a_temporary_server_that_outlived_its_process_is_cleared_away_by_the_next_one() throws Exception {
        Path home = Files.createTempDirectory("busway-postgres");
        Process child = orphanMaker(home.toString());
        long orphan = pid(home);
        child.destroyForcibly().waitFor();

        EmbeddedPostgres.temporary().close();

        assertThat(ProcessHandle.of(orphan)).isEmpty();
        assertThat(home).doesNotExist();
    }

    @Test
    void a_folder_in_use_is_refused_with_a_mend(@TempDir Path home) throws Exception {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(home, EmbeddedPostgres.ANY_PORT)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(home, EmbeddedPostgres.ANY_PORT))
                    .hasMessageContaining("is used by another running process. Mend:");
            assertThat(text(first, "select 1")).isEqualTo("1");
        }
    }

    private static Process orphanMaker(String home) throws IOException {
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OrphanMaker.class.getName(),
                        home))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = child.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.startsWith("READY")) {
            line = out.readLine();
        }
        assertThat(line).startsWith("READY");
        return child;
    }

    private static long pid(Path home) throws IOException {
        return Long.parseLong(
                Files.readAllLines(home.resolve("data/postmaster.pid")).get(0).trim());
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Starts a server, says so, and waits to be killed. */
    static final class OrphanMaker {
        private OrphanMaker() {}

        public static void main(String[] args) throws Exception {
            EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(args[0]), EmbeddedPostgres.ANY_PORT);
            execute(postgres, "create table kept as select 42 as answer");
            System.out.println("READY");
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        }
    }
}
