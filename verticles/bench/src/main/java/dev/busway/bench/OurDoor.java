package dev.busway.bench;

import dev.busway.bus.Bus;
import dev.busway.bus.gateway.Gateway;
import dev.busway.bus.gateway.GatewayContext;
import dev.busway.bus.gateway.GatewayContext.Phase;
import dev.busway.config.Section;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Map;
import java.util.ServiceLoader;

/** Our side of the HTTP benches: the real gateway, the real pipeline with validation on, and one handler that echoes. */
final class OurDoor {
    private OurDoor() {}

    /** Words: none, or the bootstrap servers of Kafka. */
    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Map<String, Section> kafka = arguments.length == 0
                ? Map.of()
                : Map.of("kafka", new Section("kafka", Map.of("bootstrap", arguments[0])));
        int port = FreePort.next();
        BusRace.await(BenchBus.open(vertx, "bench", kafka)
                .compose(bus -> serve(vertx, bus).compose(served -> open(vertx, bus, port))));
        ChildJvm.ready(port);
    }

    private static Future<?> serve(Vertx vertx, Bus bus) {
        return Future.future(done -> vertx.runOnContext(go -> bus.channel(BusRace.OURS)
                .handle("bench", (message, work) -> Future.succeededFuture(message.reply(message.payload())))
                .onComplete(done)));
    }

    private static Future<Void> open(Vertx vertx, Bus bus, int port) {
        Gateway http = ServiceLoader.load(Gateway.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(gateway -> gateway.name().equals("http"))
                .findFirst()
                .orElseThrow();
        Section config = new Section("http", Map.of("port", port));
        return http.open(new GatewayContext(vertx, bus, "bench", config, () -> Phase.READY, () -> ""));
    }
}
