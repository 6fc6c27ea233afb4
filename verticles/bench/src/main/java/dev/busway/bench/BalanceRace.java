package dev.busway.bench;

import dev.busway.bus.discovery.Health;
import dev.busway.bus.discovery.RegistryView;
import dev.busway.bus.discovery.ServiceInstance;
import dev.busway.bus.service.CallOptions;
import dev.busway.bus.service.Policy;
import dev.busway.bus.service.ServiceCall;
import dev.busway.bus.service.ServiceClient;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.Address;
import io.vertx.core.net.AddressResolver;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.endpoint.LoadBalancer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Four targets, one of them slow, called by a service client and by a bare Vert.x client with the same policy. */
final class BalanceRace implements Race {
    private static final int CALLERS = 16;
    private static final int CONNECTIONS = 64;
    private static final int KEYS = 1_000;
    /** A run that is stuck is told as such, and not as a call that took too long. */
    private static final CallOptions PATIENT = CallOptions.DEFAULTS.within(Duration.ofSeconds(60));

    private static final Duration HEDGE_AFTER = Duration.ofMillis(10);

    /** What is compared, and how the last line calls it. */
    private record Line(String name, CallOptions ours, LoadBalancer peer, String path) {
        Line(String name, Policy policy, LoadBalancer peer) {
            this(name, PATIENT.with(policy), peer, "/");
        }
    }

    private static final List<Line> LINES = List.of(
            new Line("roundRobin", Policy.ROUND_ROBIN, LoadBalancer.ROUND_ROBIN),
            new Line("leastRequests", Policy.LEAST_REQUESTS, LoadBalancer.LEAST_REQUESTS),
            new Line("powerOfTwo", Policy.POWER_OF_TWO, LoadBalancer.POWER_OF_TWO_CHOICES),
            new Line("consistentHash", Policy.CONSISTENT_HASH, LoadBalancer.CONSISTENT_HASHING),
            new Line(
                    "hedged",
                    PATIENT.with(Policy.POWER_OF_TWO).hedged(HEDGE_AFTER),
                    LoadBalancer.POWER_OF_TWO_CHOICES,
                    "/"),
            new Line("ejected", PATIENT.with(Policy.ROUND_ROBIN), LoadBalancer.ROUND_ROBIN, BalanceTargets.FAILS));

    @Override
    public int usualWarmUpSeconds() {
        return 5;
    }

    @Override
    public String run(Duel.Settings settings) throws Exception {
        try (ChildJvm targets = ChildJvm.start(BalanceTargets.class, HttpRace.JVM, List.of())) {
            List<Integer> ports = IntStream.range(0, BalanceTargets.COUNT)
                    .mapToObj(i -> Integer.parseInt(targets.word(i)))
                    .toList();
            Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
            Duel duel = new Duel(vertx.getOrCreateContext(), settings, Bench::cpuNanos, System.out);
            JsonObject p99 = new JsonObject();
            JsonObject peerP99 = new JsonObject();
            JsonObject ratios = new JsonObject();
            for (Line line : LINES) {
                Verdict verdict = duel.fight(line.name(), CALLERS, ours(vertx, ports, line), peer(vertx, ports, line));
                p99.put(line.name(), p99(verdict.ours()));
                peerP99.put(line.name(), p99(verdict.peer()));
                ratios.put(line.name(), hundredths(verdict.ratio(Sample::p99Micros)));
            }
            return new JsonObject()
                    .put("bench", "balance")
                    .put("p99Ms", p99)
                    .put("ratios", ratios)
                    .put("peerP99Ms", peerP99)
                    .encode();
        }
    }

    /** Median over the rounds, milliseconds. */
    private static double p99(List<Sample> samples) {
        return hundredths(Verdict.median(
                samples.stream().map(sample -> sample.p99Micros() / 1_000).toList()));
    }

    private static double hundredths(double exact) {
        return Math.round(exact * 100) / 100.0;
    }

    private static Arm ours(Vertx vertx, List<Integer> ports, Line line) {
        List<ServiceInstance> instances = new ArrayList<>();
        for (int port : ports) {
            instances.add(new ServiceInstance(
                    "targets",
                    "node-" + port,
                    1,
                    "",
                    Health.PASSING,
                    Map.of("http", "http://127.0.0.1:" + port),
                    List.of(),
                    List.of()));
        }
        RegistryView view = new RegistryView(instances, Duration.ZERO);
        ServiceClient client = new ServiceClient(vertx, "targets", () -> view, line.ours());
        Keys keys = new Keys();
        return () -> client.call(ServiceCall.get(line.path()).key(keys.next()));
    }

    /** Whatever the status: it repeats nothing. */
    private static Arm peer(Vertx vertx, List<Integer> ports, Line line) {
        List<SocketAddress> addresses = ports.stream()
                .map(port -> SocketAddress.inetSocketAddress(port, "127.0.0.1"))
                .toList();
        AddressResolver<Address> resolver = AddressResolver.mappingResolver(service -> addresses);
        HttpClientAgent client = vertx.httpClientBuilder()
                .with(new HttpClientOptions())
                .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS))
                .withAddressResolver(resolver)
                .withLoadBalancer(line.peer())
                .build();
        Address service = new Address() {};
        Keys keys = new Keys();
        return () -> client.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setServer(service)
                        .setRoutingKey(keys.next())
                        .setURI(line.path()))
                .compose(request -> request.send().compose(HttpClientResponse::body));
    }

    /** The same ones for both, round and round. */
    private static final class Keys {
        private int next;

        String next() {
            return "key-" + next++ % KEYS;
        }
    }
}
