package dev.busway.amqp;

import io.vertx.amqp.AmqpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;

/** The client's settings, of the node's. */
final class ClientOptions {
    private ClientOptions() {}

    private static TrustOptions trust(String file, AmqpSettings settings) {
        return settings.trustPassword()
                .<TrustOptions>map(password -> new PfxOptions().setPath(file).setPassword(password))
                .orElseGet(() -> new PemTrustOptions().addCertPath(file));
    }

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
            settings.trust().ifPresent(file -> options.setTrustOptions(trust(file, settings)));
        }
        return options;
    }
}
