package dev.busway.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The peer of {@code bench http-kafka}: a bare Vert.x door, one shared idempotent producer, linger 0, one record a call. */
final class BareKafkaDoor {
    private BareKafkaDoor() {}

    /** Words: bootstrap, topic. */
    public static void main(String[] arguments) throws Exception {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        arguments[0],
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.LINGER_MS_CONFIG,
                        0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.partitionsFor(arguments[1]);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        HttpServer server = Future.<HttpServer>future(done -> vertx.runOnContext(go -> vertx.createHttpServer()
                        .requestHandler(request -> answer(vertx, producer, arguments[1], request))
                        .listen(0, "127.0.0.1")
                        .onComplete(done)))
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        ChildJvm.ready(server.actualPort());
    }

    private static void answer(
            Vertx vertx, KafkaProducer<byte[], byte[]> producer, String topic, HttpServerRequest request) {
        Context context = vertx.getOrCreateContext();
        request.body().onSuccess(body -> {
            var unused = producer.send(
                    new ProducerRecord<>(topic, body.getBytes()),
                    (written, failed) -> context.runOnContext(go -> request.response()
                            .setStatusCode(failed == null ? 202 : 500)
                            .end()));
        });
    }
}
