package dev.busway.postgres;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.broker.Arrival;
import dev.busway.bus.transport.broker.Incoming;
import dev.busway.codec.FrameCodec;
import dev.busway.codec.FrameException;
import dev.busway.message.Message;
import dev.busway.message.MessageBuilder;
import dev.busway.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.Map;
import java.util.Optional;

/** One row of mail on its way through its group. */
final class MailArrival implements Arrival {
    private final MailCollecting group;
    private final MailShard shard;
    private final long seq;
    private final Buffer frame;
    private final Incoming incoming;

    MailArrival(MailCollecting group, MailShard shard, Row row) {
        this.group = group;
        this.shard = shard;
        this.seq = row.getLong("seq");
        this.frame = row.getBuffer("frame");
        this.incoming = read(frame);
    }

    /** Written by a later version, or by a stranger. */
    private static Incoming read(Buffer frame) {
        try {
            return new Incoming.Event(FrameCodec.decode(frame));
        } catch (FrameException unreadable) {
            return new Incoming.Unreadable("The frame cannot be read: " + unreadable.getMessage());
        }
    }

    long seq() {
        return seq;
    }

    @Override
    public MailShard shard() {
        return shard;
    }

    @Override
    public Incoming incoming() {
        return incoming;
    }

    @Override
    public void ended() {
        group.ended(shard, seq);
    }

    @Override
    public Future<Outcome> forward(String address, Map<String, String> headers) {
        MessageBuilder letter = Message.builder("busway.unreadable")
                .contentType("application/octet-stream")
                .payload(Payload.of(frame));
        headers.forEach(letter::extension);
        return group.post(address, Optional.of(address), letter.build());
    }

    @Override
    public String place() {
        return "mail#" + seq;
    }
}
