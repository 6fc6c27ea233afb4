package dev.busway.amqp;

import dev.busway.bus.transport.Receiver;
import dev.busway.bus.transport.broker.Incoming;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.apache.qpid.proton.message.Message;

/** Shows messages to a receiver that gives no guarantee: while too many are under way, more are left out. */
final class Tap implements Consumer<Message> {
    private static final int MOST_IN_FLIGHT = 1_024;

    private final LetterReader reader;
    private final String address;
    private final Receiver receiver;
    private final Semaphore places = new Semaphore(MOST_IN_FLIGHT);

    Tap(LetterReader reader, String address, Receiver receiver) {
        this.reader = reader;
        this.address = address;
        this.receiver = receiver;
    }

    @Override
    public void accept(Message letter) {
        if (reader.read(letter, address) instanceof Incoming.Event event && places.tryAcquire()) {
            receiver.receive(event.message()).onComplete(taken -> places.release());
        }
    }
}
