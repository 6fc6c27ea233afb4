package dev.busway.node;

import dev.busway.config.ConfigException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** Deploys the verticles of a node, all at once. */
final class Verticles {
    private Verticles() {}

    static Future<?> deploy(Vertx vertx, List<VerticleOptions> verticles) {
        return Future.join(
                verticles.stream().map(verticle -> deploy(vertx, verticle)).toList());
    }

    private static Future<String> deploy(Vertx vertx, VerticleOptions verticle) {
        DeploymentOptions options =
                new DeploymentOptions().setInstances(verticle.instances()).setConfig(verticle.config());
        return vertx.deployVerticle(verticle.className(), options)
                .recover(failed -> Future.failedFuture(explained(verticle, failed)));
    }

    private static RuntimeException explained(VerticleOptions verticle, Throwable failed) {
        if (failed instanceof ClassNotFoundException) {
            return new ConfigException(verticle.path() + ".class " + verticle.className()
                    + " is not on the class path. Mend: write it as package.Class, and put its jar on the class path"
                    + " (BUSWAY_CLASSPATH of scripts/busway); the example's classes are in busway-dev.jar.");
        }
        return new StartException(
                verticle.path() + " " + verticle.className() + " did not start: " + Failure.sentence(failed), failed);
    }
}
