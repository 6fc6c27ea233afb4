package dev.busway.bus.transport.eventbus;

import dev.busway.bus.Outcome;
import dev.busway.bus.registry.GroupDirectory;
import dev.busway.bus.transport.Mail;
import dev.busway.bus.transport.broker.Outlet;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Posts messages to durable channels and to dead letters. A copy goes to those who wait for answers at an address; where it is no
 * channel, that is all.
 */
final class MailOutlet implements Outlet {
    private final Vertx vertx;
    private final GroupDirectory directory;
    private final Mail mail;
    /** The group of every address that is kept; empty: those that enrolled. */
    private final Map<String, Optional<String>> kept = new ConcurrentHashMap<>();

    MailOutlet(Vertx vertx, GroupDirectory directory, Mail mail) {
        this.vertx = vertx;
        this.directory = directory;
        this.mail = mail;
    }

    void declare(ChannelSpec channel) {
        kept.put(
                channel.address(),
                channel.kind() == ChannelKind.POINT_TO_POINT ? Optional.of(channel.group()) : Optional.empty());
        channel.deadLetter().ifPresent(dead -> kept.putIfAbsent(dead, Optional.of(dead)));
    }

    @Override
    public Future<Void> ready(String address) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Outcome> send(String address, Message message) {
        Optional<String> group = kept.get(address);
        Future<Outcome> posted =
                group == null ? Future.succeededFuture(Outcome.delivered()) : mail.post(address, group, message);
        return posted.onSuccess(outcome -> {
            if (outcome.problem() == null && mayBeAwaited(address, message)) {
                vertx.eventBus().publish(Addresses.answers(address), message);
            }
        });
    }

    /** The directory may not know a node for a moment; who waits would then wait in vain. */
    private boolean mayBeAwaited(String address, Message message) {
        return message.correlation().isPresent() || directory.groups(address).contains(Addresses.ANSWERS);
    }
}
