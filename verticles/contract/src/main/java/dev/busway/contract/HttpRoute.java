package dev.busway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP route that a contract gives to an operation.
 *
 * @param method upper-case
 * @param path segments as {@code /orders/{orderId}}; parameters become payload fields where the request has no body
 * @param types how the message's type is found, tried in order until one names a message of the channel: text with
 *     <code>{parameter}</code> of the path and <code>{#/pointer}</code> into the payload; empty: the operation's one message,
 *     or the caller's {@code ce-type}
 */
public record HttpRoute(String method, String path, List<String> types) {
    /** Method and path with nameless parameters: two routes of the same shape cannot be told apart. */
    public String shape() {
        return method + " " + path.replaceAll("\\{[^{}]*}", "{}");
    }

    /**
     * The message of {@code channel} that a request on this route carries: of {@link #types} the first that, filled in, is the
     * type of one.
     *
     * @param parameters of the path, decoded
     * @param payload the body; a missing node where there is none
     * @return empty when the route names no types, or none of them fits
     */
    public Optional<MessageSpec> resolveType(Map<String, String> parameters, JsonNode payload, ChannelSpec channel) {
        return types.stream()
                .flatMap(type -> TypeTemplate.fill(type, parameters, payload).stream())
                .flatMap(type -> channel.message(type).stream())
                .findFirst();
    }
}
