package dev.busway.postgres;

import dev.busway.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the tables up to date by Flyway: ours, then the applications' own. Only forward. */
final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    /** Nodes that start together may make the same schema at the same moment; all but one fail once, and find it then. */
    private static final int TRIES = 4;

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private final Vertx vertx;
    private final PostgresOptions options;

    Schema(Vertx vertx, PostgresOptions options) {
        this.vertx = vertx;
        this.options = options;
    }

    /** Off the event loop; fails with {@link ConfigException}. */
    Future<Void> migrate() {
        return attempt(1);
    }

    private Future<Void> attempt(int number) {
        return vertx.<Void>executeBlocking(() -> {
                    ours().load().migrate();
                    if (!options.migrations().isEmpty()) {
                        applications().load().migrate();
                    }
                    return null;
                })
                .recover(failure -> number < TRIES && mayRace(failure)
                        ? vertx.timer(BETWEEN_TRIES.toMillis()).compose(now -> attempt(number + 1))
                        : Future.failedFuture(explain(failure)));
    }

    private FluentConfiguration ours() {
        return configuration()
                .defaultSchema("busway")
                .createSchemas(true)
                .table("busway_schema_history")
                .locations("classpath:dev/busway/postgres/schema");
    }

    /** In a schema that people have used before, so it may hold tables that Flyway did not make. */
    private FluentConfiguration applications() {
        return configuration()
                .defaultSchema("public")
                .table("app_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .locations(options.migrations().toArray(String[]::new));
    }

    private FluentConfiguration configuration() {
        return Flyway.configure(Schema.class.getClassLoader())
                .dataSource(options.jdbcUrl(), options.user(), options.password())
                .cleanDisabled(true)
                .loggers("slf4j");
    }

    private static boolean mayRace(Throwable failure) {
        List<String> states = sqlStates(failure);
        return states.contains("23505") || states.contains("42P06") || states.contains("42P07");
    }

    private ConfigException explain(Throwable failure) {
        List<String> states = sqlStates(failure);
        LOG.atDebug().setCause(failure).log("schema failed");
        if (states.contains("28P01") || states.contains("28000")) {
            return wrong("refuses the user " + options.user(), "set postgres.user and postgres.password");
        }
        if (states.contains("3D000")) {
            return wrong("has no such database", "create it, or set postgres.database");
        }
        if (states.contains("42501")) {
            return wrong(
                    "does not let " + options.user() + " make tables",
                    "grant it create on the database (once, to migrate)");
        }
        if (states.stream().anyMatch(state -> state.startsWith("08"))) {
            return wrong("cannot be reached", "start PostgreSQL there, or set postgres.host and postgres.port");
        }
        String text = failure instanceof FlywayException
                ? String.valueOf(failure.getMessage()).strip()
                : failure.toString();
        return wrong("could not be brought up to date: " + text, "mend the migration that it names");
    }

    private ConfigException wrong(String what, String mend) {
        return new ConfigException("postgres: " + options.where() + " " + what + ". Mend: " + mend + ".");
    }

    private static List<String> sqlStates(Throwable failure) {
        List<String> states = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                states.add(sql.getSQLState());
            }
        }
        return states;
    }
}
