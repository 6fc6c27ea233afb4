package dev.busway.testkit;

import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Contract;
import dev.busway.contract.Delivery;
import dev.busway.contract.KeyPath;
import dev.busway.contract.MessageSpec;
import dev.busway.contract.OperationSpec;
import dev.busway.contract.PayloadValidator;
import dev.busway.contract.Retry;
import dev.busway.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes channels for tests, with no document: everything that is not said has the contract's default. */
public final class Specs {
    private static final int MAX_IN_FLIGHT = 10_000;

    private final String address;
    private final ChannelKind kind;
    private final List<MessageSpec> messages = new ArrayList<>();
    private Delivery delivery = Delivery.BEST_EFFORT;
    private String transport = "vertx";
    private Optional<KeyPath> key = Optional.empty();
    private Retry retry = Retry.DEFAULTS;
    private Optional<String> deadLetter = Optional.empty();
    private ChannelSpec.Interop interop = ChannelSpec.Interop.FRAME;
    private int maxInFlight = MAX_IN_FLIGHT;
    private int shards = 1;

    private Specs(String address, ChannelKind kind) {
        this.address = address;
        this.kind = kind;
    }

    public static Specs pointToPoint(String address) {
        return new Specs(address, ChannelKind.POINT_TO_POINT);
    }

    public static Specs publishSubscribe(String address) {
        return new Specs(address, ChannelKind.PUBLISH_SUBSCRIBE);
    }

    public Specs transport(String word) {
        this.transport = word;
        return this;
    }

    public Specs delivery(Delivery promise) {
        this.delivery = promise;
        return this;
    }

    /** The key is what the payload has at this JSON pointer, as {@code /orderId}. */
    public Specs key(String pointer) {
        this.key = Optional.of(KeyPath.parse("$message.payload#" + pointer));
        return this;
    }

    public Specs shards(int units) {
        this.shards = units;
        return this;
    }

    public Specs retry(int attempts, Duration initial, Duration max) {
        this.retry = new Retry(attempts, initial, max);
        return this;
    }

    /** A message whose tries are used up goes to the dead letters alone. */
    public Specs parkMessages() {
        this.retry = new Retry(retry.attempts(), retry.initial(), retry.max(), Retry.Park.MESSAGE);
        return this;
    }

    public Specs deadLetter(String dead) {
        this.deadLetter = Optional.of(dead);
        return this;
    }

    public Specs plain() {
        this.interop = ChannelSpec.Interop.PLAIN;
        return this;
    }

    public Specs maxInFlight(int most) {
        this.maxInFlight = most;
        return this;
    }

    /** One more type that the channel takes; with none it takes any. */
    public Specs message(String type, PayloadValidator validator) {
        messages.add(new MessageSpec(type, type, Message.JSON, false, validator, Optional.empty()));
        return this;
    }

    public ChannelSpec build() {
        return new ChannelSpec(
                address,
                address,
                kind,
                delivery,
                transport,
                address,
                key,
                shards,
                retry,
                deadLetter,
                interop,
                maxInFlight,
                List.copyOf(messages));
    }

    /** An operation that receives on a channel and answers. */
    public static OperationSpec receiving(String address, Duration timeout, int maxInFlight) {
        return new OperationSpec(
                "take-" + address,
                OperationSpec.Action.RECEIVE,
                address,
                List.of(),
                Optional.empty(),
                true,
                List.of(),
                timeout,
                maxInFlight,
                Optional.empty(),
                OperationSpec.Respond.NOW);
    }

    public static Contract contract(List<ChannelSpec> channels, OperationSpec... operations) {
        return new Contract("test", "Test", "1.0.0", "3.0.0", channels, List.of(operations), "{}", List.of());
    }
}
