package dev.busway.bus.service;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * What an instance answered, whatever its status.
 *
 * @param node the instance that did
 */
public record ServiceAnswer(int status, MultiMap headers, Buffer body, String node) {}
