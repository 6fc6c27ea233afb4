package dev.busway.postgres;

import dev.busway.message.Message;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What tells a repeat from another message with the same id: SHA-256 of type, a zero byte, and the payload's bytes. */
final class Digest {
    private Digest() {}

    static Buffer of(Message message) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(message.type().getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            sha.update(message.bytes().getBytes());
            return Buffer.buffer(sha.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
