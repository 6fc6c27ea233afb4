package dev.busway.postgres.replica;

import dev.busway.config.ConfigException;
import dev.busway.config.Section;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One entry of {@code postgres.replicas}.
 *
 * @param name of the replica and its view: lower case letters, digits and single underscores, at most 40
 * @param channel address of the owner's event channel
 * @param deletes types of messages that delete their key, besides every message with no payload
 */
public record ReplicaOptions(String name, String channel, Set<String> deletes) {
    private static final Pattern NAME = Pattern.compile("[a-z](_?[a-z0-9]){0,39}");
    private static final int MOST_REPLICAS = 100;

    /** Reads the list {@code replicas} of the section. */
    public static List<ReplicaOptions> from(Section postgres) {
        List<ReplicaOptions> all =
                postgres.sections("replicas").stream().map(ReplicaOptions::one).toList();
        if (all.size() > MOST_REPLICAS
                || new HashSet<>(all.stream().map(ReplicaOptions::name).toList()).size() < all.size()) {
            throw new ConfigException(postgres.path() + ".replicas: at most " + MOST_REPLICAS
                    + ", each with a name of its own. Mend: rename one, or leave some out.");
        }
        return all;
    }

    private static ReplicaOptions one(Section section) {
        String name = section.requiredText("name");
        if (name.length() > 40 || !NAME.matcher(name).matches()) {
            throw new ConfigException(section.path() + ".name is " + name
                    + ". Mend: use lower case letters, digits and single underscores, a letter first, at most 40.");
        }
        return new ReplicaOptions(name, section.requiredText("channel"), Set.copyOf(section.texts("deletes")));
    }
}
