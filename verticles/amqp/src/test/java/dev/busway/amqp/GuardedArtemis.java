package dev.busway.amqp;

import dev.busway.testkit.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ActiveMQServers;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/**
 * An Artemis that asks who comes, with a port for TLS beside the plain one; all in memory. {@code boss} may do everything, {@code
 * clerk} only send and consume.
 */
final class GuardedArtemis implements AutoCloseable {
    final int port = freePort();
    final int tlsPort = freePort();
    private final ActiveMQServer server;

    GuardedArtemis(TestCertificates certificates) {
        ConfigurationImpl settings = new ConfigurationImpl();
        settings.setPersistenceEnabled(false);
        settings.setJMXManagementEnabled(false);
        settings.setCriticalAnalyzer(false);
        settings.setMaxDiskUsage(-1);
        settings.setSecurityEnabled(true);
        settings.addAddressSetting("#", new AddressSettings());
        settings.putSecurityRoles("#", Set.of(role("bosses", true), role("clerks", false)));
        try {
            settings.addAcceptorConfiguration("plain", "tcp://127.0.0.1:" + port + "?protocols=AMQP");
            settings.addAcceptorConfiguration(
                    "tls",
                    "tcp://127.0.0.1:" + tlsPort + "?protocols=AMQP;sslEnabled=true;keyStoreType=PKCS12;keyStorePath="
                            + certificates.store() + ";keyStorePassword=" + TestCertificates.PASSWORD);
            SecurityConfiguration users = new SecurityConfiguration(
                    new HashMap<>(Map.of("boss", "boss", "clerk", "clerk")),
                    new HashMap<>(Map.of("boss", List.of("bosses"), "clerk", List.of("clerks"))));
            server = ActiveMQServers.newActiveMQServer(
                    settings, null, new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users), false);
            server.start();
        } catch (Exception failed) {
            throw new IllegalStateException("Artemis does not start: " + failed.getMessage(), failed);
        }
    }

    /** Sends and consumes; makes and manages things where it may do everything. */
    private static Role role(String name, boolean all) {
        return new Role(name, true, true, all, all, all, all, all, all, all, all, all, all);
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IllegalStateException("Artemis does not stop: " + failed.getMessage(), failed);
        }
    }
}
