package dev.busway.amqp;

import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * A Vert.x whose TCP connections send together what is written in one turn of the event loop. The AMQP client, which opens its
 * connections by it, would send each transfer and each disposition by a system call of its own.
 */
final class TogetherVertx extends VertxWrapper {
    /** Most writes that wait for the end of the turn. */
    private static final int MOST_WRITES = 256;

    TogetherVertx(VertxInternal vertx) {
        super(vertx);
    }

    @Override
    public NetClient createNetClient(NetClientOptions options) {
        NetClient client = super.createNetClient(options);
        return (NetClient) Proxy.newProxyInstance(
                NetClient.class.getClassLoader(), new Class<?>[] {NetClient.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(client, arguments);
                        return method.getName().equals("connect") ? together((Future<?>) answer) : answer;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private static Future<NetSocket> together(Future<?> connected) {
        return connected.map(socket -> {
            ((NetSocketInternal) socket)
                    .channelHandlerContext()
                    .pipeline()
                    .addFirst(new FlushConsolidationHandler(MOST_WRITES, true));
            return (NetSocket) socket;
        });
    }
}
