package dev.busway.contract;

import java.util.List;

/**
 * An HTTP route that a contract gives to an operation.
 *
 * @param method upper-case
 * @param path segments as {@code /orders/{orderId}}; parameters become payload fields where the request has no body
 * @param types how the message's type is found, tried in order until one names a message of the channel: text with
 *     <code>{parameter}</code> of the path and <code>{#/pointer}</code> into the payload; empty: the operation's one message,
 *     or the caller's {@code ce-type}
 */
public record HttpRoute(String method, String path, List<String> types) {}
