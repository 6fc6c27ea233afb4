package dev.busway.bench.chaos.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Each node in a network namespace of its own, on one bridge with this process. It all stands in a namespace that the script has made,
 * so nothing of it is left when this process is gone, however it ends. A way is blocked by a wrong hardware address: packets are
 * sent and reach nobody, as with a broken switch.
 */
final class Namespaces implements Ground {
    private static final String NETWORK = "10.77.0.";
    private static final String BRIDGE = "bw-bridge";
    private static final String NOBODY = "02:00:00:00:00:99";
    private static final int FIRST_HOST = 11;
    private static final int DOOR_PORT = 8080;
    private static final int MEMBERS_PORT = 5701;
    private static final int LONGEST_COMMAND_SECONDS = 20;

    /** One way from a node to another. */
    private record Way(int from, int to) {}

    private final Set<Way> blocked = new LinkedHashSet<>();

    private Namespaces() {}

    static Ground lay(int nodes) throws IOException, InterruptedException {
        run("ip", "link", "set", "lo", "up");
        run("ip", "link", "add", BRIDGE, "type", "bridge");
        run("ip", "addr", "add", NETWORK + "1/24", "dev", BRIDGE);
        run("ip", "link", "set", BRIDGE, "up");
        Namespaces ground = new Namespaces();
        for (int node = 0; node < nodes; node++) {
            String name = name(node);
            run("ip", "netns", "add", name);
            run("ip", "link", "add", "v" + node, "type", "veth", "peer", "name", "eth0", "netns", name);
            run("ip", "link", "set", "v" + node, "master", BRIDGE, "up");
            run("ip", "-n", name, "addr", "add", ground.host(node) + "/24", "dev", "eth0");
            run("ip", "-n", name, "link", "set", "lo", "up");
            run("ip", "-n", name, "link", "set", "eth0", "up");
        }
        return ground;
    }

    private static String name(int node) {
        return "bw" + node;
    }

    @Override
    public String told() {
        return "each node in a network namespace";
    }

    @Override
    public boolean splits() {
        return true;
    }

    @Override
    public String host(int node) {
        return NETWORK + (FIRST_HOST + node);
    }

    @Override
    public int port(int node, Use use) {
        return use == Use.DOOR ? DOOR_PORT : MEMBERS_PORT;
    }

    @Override
    public List<String> within(int node) {
        return List.of("ip", "netns", "exec", name(node));
    }

    @Override
    public void block(int from, int to) throws IOException, InterruptedException {
        blocked.add(new Way(from, to));
        run("ip", "-n", name(from), "neigh", "replace", host(to), "lladdr", NOBODY, "dev", "eth0", "nud", "permanent");
    }

    @Override
    public void heal() throws IOException, InterruptedException {
        for (Way way : blocked) {
            run("ip", "-n", name(way.from), "neigh", "del", host(way.to), "dev", "eth0");
        }
        blocked.clear();
    }

    @Override
    public void reset(int node) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(within(node));
        command.addAll(List.of("ss", "-K", "dst", NETWORK + "0/24", "and", "not", "dst", NETWORK + "1"));
        run(command.toArray(String[]::new));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(LONGEST_COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + said.strip());
        }
    }

    /** It goes with the namespace that this process stands in. */
    @Override
    public void close() {}
}
