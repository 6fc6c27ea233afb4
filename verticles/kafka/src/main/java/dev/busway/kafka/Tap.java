package dev.busway.kafka;

import dev.busway.bus.transport.Receiver;
import dev.busway.bus.transport.broker.Incoming;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Shows records to a receiver that gives no guarantee: holds up its tail's thread while too many are under way. */
final class Tap implements Consumer<ConsumerRecord<byte[], byte[]>> {
    private static final int MOST_IN_FLIGHT = 1_024;
    private static final long LONGEST_HOLD_MILLIS = 1_000;

    private final ContextInternal context;
    private final RecordReader reader;
    private final Receiver receiver;
    private final Semaphore places = new Semaphore(MOST_IN_FLIGHT);

    Tap(ContextInternal context, RecordReader reader, Receiver receiver) {
        this.context = context;
        this.reader = reader;
        this.receiver = receiver;
    }

    @Override
    public void accept(ConsumerRecord<byte[], byte[]> record) {
        if (reader.read(record) instanceof Incoming.Event event && place()) {
            context.emit(go -> receiver.receive(event.message()).onComplete(taken -> places.release()));
        }
    }

    /** Whether there is one; with none for long, the record is left out. */
    private boolean place() {
        try {
            return places.tryAcquire(LONGEST_HOLD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
