package dev.busway.bench;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** RabbitMQ's Java client: one channel that publishes with confirms, one that consumes. */
final class BareRabbit implements BareBroker {
    private static final AMQP.BasicProperties PERSISTENT = new AMQP.BasicProperties.Builder()
            .contentType("application/json")
            .deliveryMode(2)
            .build();

    private final Vertx vertx;
    private final Connection connection;

    BareRabbit(Vertx vertx, String uri) throws Exception {
        this.vertx = vertx;
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri);
        this.connection = factory.newConnection("bench-bare");
    }

    @Override
    public void declare(String queue) throws Exception {
        try (Channel channel = connection.createChannel()) {
            channel.queueDeclare(queue, true, false, false, Map.of());
        }
    }

    @Override
    public Arm producer(String queue, byte[] payload) throws IOException {
        Channel channel = connection.createChannel();
        ConcurrentNavigableMap<Long, Promise<Void>> open = new ConcurrentSkipListMap<>();
        Context context = vertx.getOrCreateContext();
        channel.confirmSelect();
        channel.addConfirmListener(
                (number, multiple) -> {
                    List<Promise<Void>> done = taken(open, number, multiple);
                    context.runOnContext(go -> done.forEach(Promise::complete));
                },
                (number, multiple) -> taken(open, number, multiple).forEach(one -> one.fail("not kept")));
        return () -> {
            Promise<Void> confirmed = Promise.promise();
            open.put(channel.getNextPublishSeqNo(), confirmed);
            try {
                channel.basicPublish("", queue, PERSISTENT, payload);
            } catch (IOException failed) {
                return Future.failedFuture(failed);
            }
            return confirmed.future();
        };
    }

    private static List<Promise<Void>> taken(
            ConcurrentNavigableMap<Long, Promise<Void>> open, long number, boolean multiple) {
        Map<Long, Promise<Void>> some = multiple ? open.headMap(number, true) : open.subMap(number, true, number, true);
        List<Promise<Void>> all = List.copyOf(some.values());
        some.clear();
        return all;
    }

    @Override
    public AutoCloseable consume(String queue, int bound, Consumer<byte[]> sink) throws IOException {
        Channel channel = connection.createChannel();
        channel.basicQos(bound);
        CountDownLatch cancelled = new CountDownLatch(1);
        String tag = channel.basicConsume(queue, false, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String consumer, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                    throws IOException {
                sink.accept(body);
                channel.basicAck(envelope.getDeliveryTag(), false);
            }

            @Override
            public void handleCancelOk(String consumer) {
                cancelled.countDown();
            }
        });
        return () -> {
            channel.basicCancel(tag);
            // Comes after the last delivery on the consumer's thread.
            cancelled.await();
            channel.close();
        };
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
