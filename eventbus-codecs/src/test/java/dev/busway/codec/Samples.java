package dev.busway.codec;

import dev.busway.message.Message;
import dev.busway.message.MessageId;
import dev.busway.message.Payload;
import dev.busway.message.Trace;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/** The messages whose frames are pinned as golden files, by the name of the file. */
final class Samples {
    private static final long TIME = 1_767_225_600_123L;
    private static final MessageId ID = MessageId.of("019b7700-0000-7abc-8def-0123456789ab");
    private static final MessageId OTHER = MessageId.of("019b76ff-ffff-7000-8000-00000000002a");

    static final Map<String, Message> ALL = Map.of(
            "smallest",
            Message.builder("a").id(ID).timeMillis(TIME).build(),
            "request",
            Message.builder("orders.CreateOrder")
                    .id(ID)
                    .timeMillis(TIME)
                    .key("order-17")
                    .trace(new Trace(0x4bf92f3577b34da6L, 0xa3ce929d0e0e4736L, 0x00f067aa0ba902b7L, (byte) 1))
                    .deadlineMillis(TIME + 2_000)
                    .payload(Payload.of(Buffer.buffer("{\"orderId\":\"order-17\",\"total\":12.5}")))
                    .build(),
            "reply",
            Message.builder("orders.CreateOrder.reply")
                    .id(OTHER)
                    .timeMillis(TIME)
                    .correlation(ID)
                    .causation(ID)
                    .payload(Payload.of(Buffer.buffer("null")))
                    .build(),
            "delayed",
            Message.builder("orders.CreateOrder")
                    .id(ID)
                    .timeMillis(TIME)
                    .deliverAtMillis(TIME + 60_000)
                    .extension("b2", "")
                    .extension("tenant", "acme")
                    .build(),
            "everything",
            Message.builder("kitchen.TicketAccepted.v2")
                    .id("ticket 7/ä")
                    .timeMillis(-1)
                    .source("https://kitchen.example/nodes/1")
                    .subject("tickets/7")
                    .contentType("application/octet-stream")
                    .dataSchema("https://kitchen.example/schemas/ticket")
                    .key("Köln-\uD83C\uDF55")
                    .correlationId("a foreign id")
                    .causation(OTHER)
                    .replyTo("kitchen.replies")
                    .deadlineMillis(TIME)
                    .trace(new Trace(0, 1, 2, (byte) 0))
                    .extension("tenant", "acme")
                    .extension("b2", "")
                    .payload(Payload.of(Buffer.buffer(new byte[] {0, 1, 2, -1})))
                    .build());

    static final List<String> NAMES = ALL.keySet().stream().sorted().toList();

    private Samples() {}
}
