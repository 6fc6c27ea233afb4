package dev.busway.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.busway.bus.Gather;
import dev.busway.bus.Outcome.Gathered;
import dev.busway.bus.transport.Feature;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Contract;
import dev.busway.contract.Delivery;
import dev.busway.contract.OperationSpec;
import dev.busway.message.Message;
import dev.busway.testkit.Specs;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A durable transport beside a store: nodes whose effects happen once, and what they answer. */
public abstract class StoredRules extends OutageRules {
    private final List<StoredNode> stored = new ArrayList<>();
    private @Nullable TestPostgres database;

    @AfterEach
    void closeStored() {
        List.copyOf(stored).forEach(this::close);
        database = null;
    }

    @Test
    void a_gather_on_an_effectively_once_channel_has_an_answer_of_every_group_and_takes_effect_once() {
        needs(Feature.GATHER);
        String address = address();
        Contract contract = asking(address, address + ".replies");
        StoredNode asks = stored(0, contract);
        StoredNode answers = stored(1, contract);
        AtomicInteger effects = new AtomicInteger();
        for (String group : List.of("a", "b")) {
            handle(node(1).vertx(), answers.bus(), address, group, (message, work) -> {
                effects.incrementAndGet();
                return Future.succeededFuture(message.reply(group));
            });
        }
        Message question = message();
        Gather everybody = Gather.all().within(Duration.ofSeconds(20));

        for (String time : List.of("first", "again")) {
            Gathered gathered = await(asks.bus().channel(address).gather(question, everybody));
            assertThat(gathered.replies())
                    .as(time)
                    .allMatch(reply -> reply.message().tree().asText().equals(reply.from()))
                    .extracting(Gathered.Reply::from)
                    .containsExactlyInAnyOrder("a", "b");
        }
        assertThat(effects).hasValue(2);
    }

    /** An effectively-once channel whose groups answer by another channel. */
    private Contract asking(String address, String replies) {
        assumeStore();
        return Specs.contract(
                List.of(
                        publishSubscribe(address)
                                .delivery(Delivery.EFFECTIVELY_ONCE)
                                .build(),
                        pointToPoint(replies).build()),
                answering(address, replies));
    }

    private static OperationSpec answering(String address, String replies) {
        OperationSpec one = Specs.receiving(address, PATIENCE, MANY_CALLS);
        return new OperationSpec(
                one.name(),
                one.action(),
                one.channel(),
                one.messages(),
                Optional.of(replies),
                one.replies(),
                one.replyMessages(),
                one.timeout(),
                one.maxInFlight(),
                one.http(),
                one.respond());
    }

    /** A contract of one channel for nodes with a store, where there is one. */
    protected final Contract kept(Specs channel) {
        assumeStore();
        ChannelSpec spec = channel.build();
        return contract(MANY_CALLS, spec);
    }

    private void assumeStore() {
        needs(Feature.DURABLE);
        assumeTrue(StoredNode.isPossible(), "no store stands beside the transport");
    }

    protected static String only(Contract contract) {
        return contract.channels().get(0).address();
    }

    /** The first (0) or second (1) node, with a bus of this contract and a store; those of one rule share a database. */
    final StoredNode stored(int index, Contract contract) {
        return stored(node(index), "n" + (index + 1), contract);
    }

    final StoredNode stored(TransportNode on, String name, Contract contract) {
        TestPostgres common = database == null ? TestPostgres.freshDatabase() : database;
        database = common;
        StoredNode opened = await(StoredNode.open(on, name, contract, common, groups(on, name)));
        stored.add(opened);
        return opened;
    }

    /** Ends a node of {@link #stored} before its rule does. */
    final void close(StoredNode opened) {
        if (stored.remove(opened)) {
            await(opened.close());
        }
    }
}
