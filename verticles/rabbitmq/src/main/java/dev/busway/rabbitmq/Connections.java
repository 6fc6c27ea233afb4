package dev.busway.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import dev.busway.config.ConfigException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes this node's connections by its settings. They do not recover by themselves: the client would put consumers back on a queue
 * while handlers of the lost connection still run. Opening blocks.
 */
final class Connections implements AutoCloseable {
    /** Of the connection that a thread opened last. */
    private static final ThreadLocal<@Nullable Frames> OPENED = new ThreadLocal<>();

    /** What brokers take at most by default; a larger one would cut the connection. */
    private static final int LARGEST_BROKER_MESSAGE = 128 << 20;

    /** A try that hangs keeps the next one from finding the broker that is back. */
    private static final int LONGEST_TCP_MILLIS = 3_000;

    private static final int READERS = 2;
    private static final String ENCRYPTED = "amqps:";

    private final ConnectionFactory factory = new Factory();
    private final ExecutorService readers;
    private final RabbitSettings settings;

    Connections(RabbitSettings settings) {
        this.settings = settings;
        AtomicInteger number = new AtomicInteger();
        this.readers = Executors.newFixedThreadPool(
                READERS, work -> daemon(work, "busway-rabbitmq-reader-" + number.incrementAndGet()));
        int timeout = Math.toIntExact(settings.connectTimeout().toMillis());
        if (settings.encryption() == RabbitSettings.Encryption.TLS) {
            encrypt();
        }
        factory.setHost(settings.host());
        factory.setPort(settings.port());
        factory.setUsername(settings.user());
        factory.setPassword(settings.password());
        factory.setVirtualHost(settings.vhost());
        settings.uri().ifPresent(this::use);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setConnectionTimeout(Math.min(timeout, LONGEST_TCP_MILLIS));
        factory.setHandshakeTimeout(timeout);
        factory.setChannelRpcTimeout(timeout);
        factory.setRequestedHeartbeat(Math.toIntExact(settings.heartbeat().toSeconds()));
        factory.setMaxInboundMessageBodySize(LARGEST_BROKER_MESSAGE);
        factory.setThreadFactory(work -> daemon(work, "busway-rabbitmq-io"));
    }

    private void use(String uri) {
        try {
            boolean encrypted = uri.startsWith(ENCRYPTED);
            // Told that it is to encrypt, the client would trust everything, until it is told otherwise.
            factory.setUri(encrypted ? "amqp:" + uri.substring(ENCRYPTED.length()) : uri);
            if (encrypted) {
                if (new URI(uri).getPort() < 0) {
                    factory.setPort(ConnectionFactory.DEFAULT_AMQP_OVER_SSL_PORT);
                }
                encrypt();
            }
        } catch (URISyntaxException | GeneralSecurityException | IllegalArgumentException wrong) {
            throw new ConfigException(
                    "rabbitmq.uri cannot be used: " + wrong.getClass().getSimpleName()
                            + ". Mend: write amqp://user:password@host:port/vhost, with %2F for a vhost of /.");
        }
    }

    /** The certificate and its name are always checked: the client itself would trust any. */
    private void encrypt() {
        factory.useSslProtocol(Trust.of(settings));
        factory.enableHostnameVerification();
    }

    /** Blocks until there is one. */
    Connection open(String purpose) throws IOException, TimeoutException {
        return factory.newConnection(readers, settings.clientId() + "-" + purpose);
    }

    /** Opens connections whose writes can be held back. */
    private static final class Factory extends ConnectionFactory {
        @Override
        protected synchronized FrameHandlerFactory createFrameHandlerFactory() throws IOException {
            FrameHandlerFactory sockets = super.createFrameHandlerFactory();
            return (address, name) -> {
                Frames frames = new Frames(sockets.create(address, name));
                OPENED.set(frames);
                return frames;
            };
        }
    }

    /** What the connection that this thread has opened last writes by. */
    @Nullable
    Frames frames() {
        return OPENED.get();
    }

    long longestWaitMillis() {
        return settings.reconnectLongest().toMillis();
    }

    Duration timeout() {
        return settings.connectTimeout();
    }

    static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        readers.shutdown();
    }
}
