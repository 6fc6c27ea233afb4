package dev.busway.bench.fleet;

import dev.busway.testkit.embedded.EmbeddedPostgres;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Map;

/**
 * What one of our nodes is told beside {@code conf/busway.yaml}.
 *
 * @param door its HTTP port
 * @param member its port in the cluster
 * @param members those of all
 */
public record NodeSettings(String name, int door, int member, List<Integer> members) {

    /** For a node whose configuration says all. */
    public static final Map<String, String> NONE = Map.of();

    /** As variables of its environment. */
    Map<String, String> environment(Servers servers) {
        return environment(servers.kafkaBootstrap(), servers.postgresPort());
    }

    /**
     * As variables of its environment.
     *
     * @param kafka {@code host:port} of its way to Kafka
     * @param postgres port of its way to PostgreSQL
     */
    public Map<String, String> environment(String kafka, int postgres) {
        return Map.of(
                "BUSWAY_NODE_NAME",
                name,
                "BUSWAY_HTTP_PORT",
                Integer.toString(door),
                "BUSWAY_CLUSTER_ENABLED",
                "true",
                "BUSWAY_CLUSTER_PORT",
                Integer.toString(member),
                "BUSWAY_CLUSTER_MEMBERS",
                new JsonArray(members.stream()
                                .map(port -> NodeFiles.HOST + ":" + port)
                                .toList())
                        .encode(),
                "BUSWAY_KAFKA_BOOTSTRAP",
                kafka,
                "BUSWAY_POSTGRES_PORT",
                Integer.toString(postgres),
                "BUSWAY_POSTGRES_DATABASE",
                EmbeddedPostgres.DATABASE,
                "BUSWAY_POSTGRES_USER",
                EmbeddedPostgres.USER,
                "BUSWAY_POSTGRES_PASSWORD",
                EmbeddedPostgres.PASSWORD);
    }
}
