package dev.busway.http.channels;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.HttpRoute;
import dev.busway.contract.MessageSpec;
import dev.busway.contract.OperationSpec;
import dev.busway.http.door.Exchange;
import dev.busway.message.Payload;
import dev.busway.message.PayloadException;
import org.jspecify.annotations.Nullable;

/** A route that a contract gives: its types name the message, its path parameters are the payload where there is no body. */
final class RouteForm implements Form {
    private final HttpRoute route;
    private final ChannelSpec channel;
    private final OperationSpec operation;
    private final MessageTypes types;

    RouteForm(HttpRoute route, ChannelSpec channel, OperationSpec operation, MessageTypes types) {
        this.route = route;
        this.channel = channel;
        this.operation = operation;
        this.types = types;
    }

    @Override
    public Payload payload(Exchange exchange, Payload body) {
        if (!body.isEmpty() || exchange.parameters().isEmpty()) {
            return body;
        }
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        exchange.parameters().forEach(fields::put);
        return Payload.of(fields);
    }

    @Override
    public String type(Exchange exchange, @Nullable String said, Payload payload) {
        if (!route.types().isEmpty()) {
            return route.resolveType(exchange.parameters(), tree(payload), channel)
                    .map(MessageSpec::type)
                    .orElseThrow(() -> unresolved(exchange));
        }
        return operation.messages().size() == 1 && said == null
                ? operation.messages().get(0)
                : types.type(said);
    }

    private static JsonNode tree(Payload payload) {
        try {
            return payload.isEmpty() ? MissingNode.getInstance() : payload.tree();
        } catch (PayloadException malformed) {
            throw new ProblemException(
                    Kind.INVALID, "The body is " + malformed.getMessage() + ".", "Send one JSON value.");
        }
    }

    private ProblemException unresolved(Exchange exchange) {
        return new ProblemException(
                Kind.INVALID,
                "No message of the channel " + channel.address() + " fits "
                        + exchange.request().path() + " with this body.",
                "The route looks for " + String.join(", ", route.types()) + "; the channel takes" + types.named()
                        + ".");
    }
}
