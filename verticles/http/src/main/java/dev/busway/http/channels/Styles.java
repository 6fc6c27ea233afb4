package dev.busway.http.channels;

import dev.busway.bus.Channel;
import dev.busway.bus.Style;
import dev.busway.bus.store.Store;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.Delivery;
import dev.busway.contract.OperationSpec;
import dev.busway.contract.OperationSpec.Respond;
import dev.busway.http.door.Preferences;
import java.util.List;
import java.util.Optional;

/** How an outsider talks to one channel: as its contract says, and as the caller prefers where the contract leaves it open. */
public final class Styles {
    private final ChannelKind kind;
    private final List<OperationSpec> answered;
    private final Operations operations;

    /** Whether answers can come later: only where a row keeps them. */
    private enum Operations {
        KEPT,
        NOT_KEPT
    }

    public Styles(Channel channel, Optional<Store> store) {
        this.kind = channel.spec().kind();
        this.answered =
                channel.operations().stream().filter(OperationSpec::replies).toList();
        this.operations = store.isPresent() && channel.spec().delivery() == Delivery.EFFECTIVELY_ONCE
                ? Operations.KEPT
                : Operations.NOT_KEPT;
    }

    /** The style for a message of this type. */
    public Style of(String type, Preferences.Mode mode) {
        if (kind == ChannelKind.PUBLISH_SUBSCRIBE) {
            return Style.PUBLISH;
        }
        Optional<OperationSpec> operation = answering(type);
        if (operation.isEmpty()) {
            return Style.SEND;
        }
        boolean later =
                mode == Preferences.Mode.RESPOND_ASYNC || operation.get().respond() == Respond.LATER;
        return later && operations == Operations.KEPT ? Style.REQUEST_LATER : Style.REQUEST;
    }

    /** Whether what becomes of a message can be read again, by its id. */
    boolean keepsOperations() {
        return operations == Operations.KEPT;
    }

    private Optional<OperationSpec> answering(String type) {
        for (OperationSpec operation : answered) {
            if (operation.messages().isEmpty() || operation.messages().contains(type)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }
}
