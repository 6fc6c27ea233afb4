package dev.busway.postgres;

import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.Connection;
import io.vertx.sqlclient.internal.SqlConnectionInternal;

/**
 * Lets statements that are sent in one turn of the event loop leave in one write. The client writes each by itself, and each write
 * wakes the server's process, which costs more than a small statement does.
 */
final class Departure {
    /** So many writes are not held back any more, however long the turn. */
    private static final int MOST = 256;

    private Departure() {}

    /** Of this connection, from now on; one that is made otherwise stays as it is. */
    static void together(SqlConnection connection) {
        Connection wire = ((SqlConnectionInternal) connection).unwrap().unwrap();
        if (wire instanceof SocketConnectionBase socket) {
            socket.socket()
                    .channelHandlerContext()
                    .pipeline()
                    .addFirst("departure", new FlushConsolidationHandler(MOST, true));
        }
    }
}
