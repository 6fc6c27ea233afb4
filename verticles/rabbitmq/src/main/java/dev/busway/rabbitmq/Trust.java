package dev.busway.rabbitmq;

import dev.busway.config.ConfigException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates a node believes. */
final class Trust {
    private Trust() {}

    /** With no file, those that Java trusts. */
    static SSLContext of(RabbitSettings settings) {
        try {
            if (settings.trust().isEmpty()) {
                return SSLContext.getDefault();
            }
            Path file = Path.of(settings.trust().get());
            TrustManagerFactory trusting = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusting.init(
                    settings.trustPassword().isPresent()
                            ? KeyStore.getInstance(
                                    file.toFile(),
                                    settings.trustPassword().get().toCharArray())
                            : pem(file));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusting.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException | IllegalArgumentException wrong) {
            throw new ConfigException(
                    "rabbitmq.trust cannot be used: " + wrong
                            + ". Mend: name a readable file of certificates (PEM), or a PKCS#12 store and its rabbitmq.trustPassword.");
        }
    }

    private static KeyStore pem(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (all.isEmpty()) {
                throw new IOException("there is no certificate in " + file);
            }
            for (Certificate one : all) {
                store.setCertificateEntry("trusted-" + store.size(), one);
            }
        }
        return store;
    }
}
