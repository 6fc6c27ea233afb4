package dev.busway.codec.cloudevents;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Attribute values as HTTP header values.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#3132-http-header-values">HTTP
 *     binding §3.1.3.2</a>
 */
final class PercentText {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(US_ASCII);

    private PercentText() {}

    static String encode(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!plain(value.charAt(i))) {
                return encodeFrom(value);
            }
        }
        return value;
    }

    private static String encodeFrom(String value) {
        byte[] bytes = value.getBytes(UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length * 3);
        for (byte each : bytes) {
            if (plain((char) (each & 0xff))) {
                out.write(each);
            } else {
                out.write('%');
                out.write(HEX[(each >> 4) & 15]);
                out.write(HEX[each & 15]);
            }
        }
        return out.toString(US_ASCII);
    }

    /** Printable ASCII but for space, double quote and percent. */
    private static boolean plain(char c) {
        return c > ' ' && c <= '~' && c != '"' && c != '%';
    }

    /** Undoes quoting, then one round of percent-encoding; {@code attribute} is whom to blame. */
    static String decode(String attribute, String header) {
        String value = header.startsWith("\"") ? unquoted(attribute, header) : header;
        boolean encoded = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c > '~') {
                throw new CloudEventException(
                        attribute, "has a character outside ASCII in its header: it must be percent-encoded");
            }
            encoded |= c == '%';
        }
        return encoded ? decoded(attribute, value) : value;
    }

    private static String decoded(String attribute, String value) {
        ByteBuffer bytes = ByteBuffer.allocate(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
            int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw new CloudEventException(
                        attribute, "has a % that two hexadecimal digits do not follow: write %25");
            }
            bytes.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException malformed) {
            throw new CloudEventException(attribute, "is not UTF-8 once its percent-encoding is undone");
        }
    }

    private static String unquoted(String attribute, String header) {
        StringBuilder out = new StringBuilder(header.length());
        int at = 1;
        while (at < header.length() && header.charAt(at) != '"') {
            if (header.charAt(at) == '\\') {
                at++;
            }
            if (at < header.length()) {
                out.append(header.charAt(at));
            }
            at++;
        }
        if (at != header.length() - 1) {
            throw new CloudEventException(attribute, "has a double quote that does not close at its end");
        }
        return out.toString();
    }
}
