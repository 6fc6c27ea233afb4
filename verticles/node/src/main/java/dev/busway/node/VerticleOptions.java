package dev.busway.node;

import dev.busway.config.Section;
import io.vertx.core.json.JsonObject;

/**
 * One entry of {@code verticles}.
 *
 * @param path where it stands in the configuration, for errors
 * @param className of a verticle on the class path
 * @param instances how many of it this node runs
 * @param config handed to each of them
 */
public record VerticleOptions(String path, String className, int instances, JsonObject config) {
    private static final int MOST_INSTANCES = 1024;

    static VerticleOptions from(Section verticle) {
        return new VerticleOptions(
                verticle.path(),
                verticle.requiredText("class"),
                verticle.number("instances", 1, 1, MOST_INSTANCES),
                verticle.json("config"));
    }
}
