package dev.busway.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.codec.cloudevents.CloudEventException;
import dev.busway.message.PayloadException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * One look into a dead-letter queue. A queue shows only what it gives away: so letters are taken unacknowledged, one after the other,
 * and given back to their places. Whoever looked at the same time would see a part, so only one looks: the owner of an exclusive queue
 * beside it. Blocks; one thread.
 */
final class DeadLetterQueue {
    /** What one look may take, with what it waits for others. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private static final long LOCK_AGAIN_MILLIS = 20;
    private static final String LOCK = ".busway-looks";
    private static final String PREFIX = "cloudEvents";

    private final String queue;
    private final Connection connection;
    private final long endNanos;

    /** @param endNanos when it gives up, by {@link System#nanoTime} */
    DeadLetterQueue(String queue, Connection connection, long endNanos) {
        this.queue = queue;
        this.connection = connection;
        this.endNanos = endNanos;
    }

    /** Somebody else looks, and the broker ended the connection that asked, as Qpid does; RabbitMQ ends the channel alone. */
    static final class Taken extends IOException {
        private static final long serialVersionUID = 1;

        Taken(IOException cause) {
            super(cause);
        }
    }

    void browse(Predicate<DeadLetter> more) throws IOException, TimeoutException, InterruptedException {
        look((channel, letter, tag) -> more.test(letter));
    }

    /** Every letter with one of these ids: one may be there twice, where its acknowledgement was lost. */
    void remove(Set<String> ids) throws IOException, TimeoutException, InterruptedException {
        look((channel, letter, tag) -> {
            if (ids.contains(letter.id())) {
                channel.basicAck(tag, false);
            }
            return true;
        });
    }

    /** Sees one letter; says whether it wants more. */
    private interface Look {
        boolean at(Channel channel, DeadLetter letter, long tag) throws IOException;
    }

    private void look(Look look) throws IOException, TimeoutException, InterruptedException {
        lock();
        Channel channel = Channels.open(connection);
        try {
            channel.queueDeclarePassive(queue);
        } catch (IOException missing) {
            if (Refusals.isNotFound(missing)) {
                // Nobody has subscribed yet, so nobody has failed.
                return;
            }
            throw missing;
        }
        boolean more = true;
        long last = 0;
        while (more) {
            if (System.nanoTime() - endNanos > 0) {
                throw new TimeoutException("the queue " + queue + " was not read within " + LONGEST.toSeconds() + " s");
            }
            GetResponse got = channel.basicGet(queue, false);
            more = got != null;
            if (got != null) {
                last = got.getEnvelope().getDeliveryTag();
                more = look.at(channel, letter(got.getProps(), got.getBody()), last);
            }
        }
        if (last > 0) {
            channel.basicNack(0, true, true);
            // Answered by the queue after it has them back: the next one who looks sees all.
            channel.queueDeclarePassive(queue);
        }
    }

    private void lock() throws IOException, TimeoutException, InterruptedException {
        while (true) {
            try {
                Channels.open(connection).queueDeclare(queue + LOCK, false, true, true, Map.of());
                return;
            } catch (IOException taken) {
                if (!(taken.getCause() instanceof ShutdownSignalException end) || System.nanoTime() - endNanos > 0) {
                    throw taken;
                }
                TimeUnit.MILLISECONDS.sleep(LOCK_AGAIN_MILLIS);
                if (end.isHardError()) {
                    throw new Taken(taken);
                }
            }
        }
    }

    private DeadLetter letter(BasicProperties properties, byte[] body) {
        String place = queue + "-"
                + (properties.getMessageId() == null
                        ? Integer.toHexString(Arrays.hashCode(body))
                        : properties.getMessageId());
        try {
            return DeadLetter.of(DeliveryReader.event(properties, body), place);
        } catch (CloudEventException | PayloadException | IllegalArgumentException noMessage) {
            Map<String, String> why = new HashMap<>();
            if (properties.getHeaders() != null) {
                properties.getHeaders().forEach((name, value) -> {
                    if (name.startsWith(PREFIX) && value != null) {
                        why.put(name.substring(PREFIX.length() + 1), value.toString());
                    }
                });
            }
            return DeadLetter.unreadable(why, place);
        }
    }
}
