package dev.busway.http.door;

import io.vertx.core.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who a caller is to this node. There is no authentication at the door yet, so it is the address that the connection comes from:
 * never a header, which anybody can write. Behind a proxy that is the proxy.
 */
public final class Principals {
    private static final String UNKNOWN = "unknown";

    private Principals() {}

    /** The principal of a connection; one for all connections that have no address. */
    public static String of(@Nullable SocketAddress remote) {
        return remote == null ? UNKNOWN : Objects.requireNonNullElse(remote.hostAddress(), UNKNOWN);
    }
}
