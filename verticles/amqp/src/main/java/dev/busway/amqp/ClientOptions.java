package dev.busway.amqp;

import io.vertx.amqp.AmqpClientOptions;
import io.vertx.core.net.PemTrustOptions;

/** The client's settings, of the node's. */
final class ClientOptions {
    private ClientOptions() {}

    static AmqpClientOptions of(AmqpSettings settings, String wire) {
        AmqpClientOptions options = new AmqpClientOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setContainerId(settings.containerId() + "-" + wire);
        options.setHeartbeat((int) settings.heartbeat().toMillis());
        options.setConnectTimeout((int) settings.connectTimeout().toMillis());
        options.setTcpNoDelay(true);
        settings.user().ifPresent(options::setUsername);
        settings.password().ifPresent(options::setPassword);
        if (settings.encryption() == AmqpSettings.Encryption.TLS) {
            options.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
            settings.trust().ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
        }
        return options;
    }
}
