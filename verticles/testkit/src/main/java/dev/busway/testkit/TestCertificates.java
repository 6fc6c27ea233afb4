package dev.busway.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An authority of its own and a server's certificate by it, made when a test runs by the JDK's keytool: for {@code 127.0.0.1} alone,
 * for two days.
 *
 * @param authority the authority's certificate, PEM
 * @param certificate the server's, PEM
 * @param key the server's private key, PEM
 * @param store PKCS#12 with both; its password is {@link #PASSWORD}
 */
public record TestCertificates(Path authority, Path certificate, Path key, Path store) {
    public static final String PASSWORD = "of-a-test";

    private static final String AUTHORITY = "authority";
    private static final String SERVER = "server";
    private static final long LONGEST_SECONDS = 60;

    /** Makes them in an empty folder; blocks for seconds. */
    public static TestCertificates in(Path folder) throws IOException {
        Path authority = folder.resolve("authority.pem");
        Path certificate = folder.resolve("server.pem");
        Path asked = folder.resolve("server.csr");
        Path authorityStore = folder.resolve("authority.p12");
        Path store = folder.resolve("server.p12");
        pair(authorityStore, AUTHORITY, "CN=an authority of a test", List.of("-ext", "bc:c=ca:true"));
        pair(store, SERVER, "CN=127.0.0.1", List.of());
        tool(authorityStore, AUTHORITY, "-exportcert", "-rfc", "-file", authority.toString());
        tool(store, SERVER, "-certreq", "-file", asked.toString());
        tool(
                authorityStore,
                AUTHORITY,
                "-gencert",
                "-rfc",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-infile",
                asked.toString(),
                "-outfile",
                certificate.toString());
        tool(store, AUTHORITY, "-importcert", "-noprompt", "-file", authority.toString());
        tool(store, SERVER, "-importcert", "-noprompt", "-file", certificate.toString());
        Path key = folder.resolve("server.key");
        Files.writeString(key, pem(store));
        return new TestCertificates(authority, certificate, key, store);
    }

    private static void pair(Path store, String alias, String name, List<String> more) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-validity", "2", "-dname", name));
        words.addAll(more);
        tool(store, alias, words.toArray(String[]::new));
    }

    private static String pem(Path store) throws IOException {
        try {
            char[] password = PASSWORD.toCharArray();
            Key key = KeyStore.getInstance(store.toFile(), password).getKey(SERVER, password);
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(key.getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException unreadable) {
            throw new IOException(unreadable);
        }
    }

    private static void tool(Path store, String alias, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of(
                "-alias", alias, "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Path said = store.resolveSibling("keytool.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()))
                .start();
        try {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("keytool failed: " + Files.readString(said));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool was running", stopped);
        }
    }
}
