package dev.busway.bus.transport.eventbus;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Registration;
import dev.busway.bus.transport.Receiver;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonArray;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node was given of a group and works on. One that comes again meanwhile, because its sender died or lost the connection,
 * does not start again: it gets the same outcome. Safe on any thread.
 */
final class HandedOver implements Receiver {
    private final Receiver receiver;
    private final Map<String, Future<Outcome>> working = new ConcurrentHashMap<>();
    private volatile @Nullable Promise<Void> idle;

    HandedOver(Receiver receiver) {
        this.receiver = receiver;
    }

    /** Answers which of the ids that it is asked for it does not work on; unregistering waits for what it works on. */
    Future<Registration> answering(ContextInternal context, String address) {
        return context.future(opened -> context.runOnContext(now -> {
            MessageConsumer<JsonArray> consumer = context.owner().eventBus().consumer(address, asked -> {
                JsonArray unknown = new JsonArray();
                for (Object id : asked.body()) {
                    if (!working.containsKey(String.valueOf(id))) {
                        unknown.add(id);
                    }
                }
                asked.reply(unknown);
            });
            consumer.completion()
                    .<Registration>map(done -> () -> idle().compose(ended -> consumer.unregister()))
                    .onComplete(opened);
        }));
    }

    @Override
    public Future<Outcome> receive(Message message) {
        Future<Outcome> mine = Future.future(begun -> {
            Future<Outcome> earlier = working.putIfAbsent(message.id(), begun.future());
            if (earlier == null) {
                receiver.receive(message)
                        .onComplete(ended -> ended(message.id()))
                        .onComplete(begun);
            } else {
                earlier.onComplete(begun);
            }
        });
        return mine;
    }

    private void ended(String id) {
        working.remove(id);
        Promise<Void> waiting = idle;
        if (waiting != null && working.isEmpty()) {
            waiting.tryComplete();
        }
    }

    private Future<Void> idle() {
        Promise<Void> waiting = Promise.promise();
        idle = waiting;
        if (working.isEmpty()) {
            waiting.tryComplete();
        }
        return waiting.future();
    }

    @Override
    public String group() {
        return receiver.group();
    }

    @Override
    public Future<Void> giveUp(Message message, Problem problem) {
        return receiver.giveUp(message, problem);
    }
}
