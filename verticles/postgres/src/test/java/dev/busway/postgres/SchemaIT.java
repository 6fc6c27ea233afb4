package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.store.StoreContext;
import dev.busway.config.ConfigException;
import dev.busway.config.Section;
import dev.busway.testkit.TestPostgres;
import dev.busway.testkit.embedded.EmbeddedPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaIT {
    private final Vertx vertx = Vertx.vertx();
    private final List<PostgresStore> open = new ArrayList<>();

    TestPostgres database() {
        return TestPostgres.freshDatabase();
    }

    @AfterEach
    void stop() {
        open.forEach(store -> get(store.close()));
        get(vertx.close());
    }

    private Future<Void> open(TestPostgres database, Map<String, Object> settings) {
        PostgresStore store = new PostgresStore();
        open.add(store);
        Map<String, Object> section = new HashMap<>(database.section());
        section.putAll(settings);
        return store.open(new StoreContext(vertx, "test", new Section("postgres", section), new SimpleMeterRegistry()));
    }

    @Test
    void nodes_that_start_at_once_all_find_the_schema() {
        TestPostgres database = database();
        Map<String, Object> settings = Map.of("migrations", List.of("classpath:dev/busway/postgres/app"));

        get(Future.all(open(database, settings), open(database, settings), open(database, settings)));

        assertThat(get(open.get(0)
                                .sql()
                                .query("select (select count(*) from busway.busway_schema_history where success),"
                                        + " (select count(*) from public.app_schema_history where version = '1'),"
                                        + " (select count(*) from app_table)")
                                .execute())
                        .iterator()
                        .next()
                        .getLong(1))
                .isEqualTo(1);
    }

    @Test
    void a_database_that_is_not_there_is_told_with_its_mend() throws Exception {
        TestPostgres database = database();
        assertThatThrownBy(() -> get(open(database, Map.of("database", "nowhere"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("/nowhere has no such database. Mend: create it");
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThatThrownBy(() -> get(open(database, Map.of("host", "127.0.0.1", "port", free))))
                .isInstanceOf(ConfigException.class)
                .hasMessage("postgres: 127.0.0.1:" + free + "/" + database.database()
                        + " cannot be reached. Mend: start PostgreSQL there, or set postgres.host and postgres.port.");
    }

    @Test
    void a_setting_out_of_its_bounds_is_named() {
        assertThatThrownBy(() -> get(open(database(), Map.of("pool", 0))))
                .isInstanceOf(ConfigException.class)
                .hasMessage("postgres.pool must be 1 to 200, was 0");
    }

    @Test
    void a_wrong_password_is_told_and_the_right_one_works(@TempDir Path home) throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(home, EmbeddedPostgres.ANY_PORT)) {
            TestPostgres admin = new TestPostgres(
                    EmbeddedPostgres.HOST, server.port(), "busway", EmbeddedPostgres.USER, EmbeddedPostgres.PASSWORD);
            get(open(admin, Map.of()));
            var sql = open.get(0).sql();
            get(sql.query("create role strict superuser login password 'secret'")
                    .execute());
            Path hba = home.resolve("data/pg_hba.conf");
            Files.writeString(hba, "host all strict 127.0.0.1/32 scram-sha-256\n" + Files.readString(hba));
            get(sql.query("select pg_reload_conf()").execute());

            assertThatThrownBy(() -> get(open(admin, Map.of("user", "strict", "password", "wrong"))))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("refuses the user strict. Mend: set postgres.user and postgres.password.");
            get(open(admin, Map.of("user", "strict", "password", "secret")));
            assertThat(get(open.get(2).sql().query("select current_user").execute())
                            .iterator()
                            .next()
                            .getString(0))
                    .isEqualTo("strict");
            open.forEach(store -> get(store.close()));
        }
    }
}
