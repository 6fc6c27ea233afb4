package dev.busway.postgres.replica;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a replica knows of one key.
 *
 * @param value payload of the newest event that was applied; empty where the only one that came could not be
 * @param type of that event
 * @param id of that event
 * @param time when the owner made it
 * @param staleness the owner may know more, but nothing that is older than this
 * @param fault why a later event of this key could not be applied: the value stays as it was until that is replayed
 */
public record ReplicaEntry(
        String key,
        Optional<JsonNode> value,
        String type,
        String id,
        Instant time,
        Duration staleness,
        Optional<String> fault) {}
