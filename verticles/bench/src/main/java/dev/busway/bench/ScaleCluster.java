package dev.busway.bench;

import dev.busway.bus.Bus;
import dev.busway.bus.Channel;
import dev.busway.bus.cluster.ClusterOptions;
import dev.busway.bus.cluster.ClusteredVertx;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Contract;
import dev.busway.contract.OperationSpec;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A cluster of its own: one member of this process that calls, and JVMs beside it that each handle every one of so many channels. A
 * call crosses the network once, whatever the numbers are.
 */
final class ScaleCluster implements AutoCloseable {
    private static final int SIZE = 200;
    private static final long OPEN_MINUTES = 5;

    /** How calls are made. */
    enum Way {
        OURS,
        /** By the event bus alone, to an address for each channel: what more of them cost without us. */
        BARE
    }

    private final Vertx vertx;
    private final List<ChildJvm> handlers;
    private final List<Channel> channels;

    private ScaleCluster(Vertx vertx, List<ChildJvm> handlers, List<Channel> channels) {
        this.vertx = vertx;
        this.handlers = handlers;
        this.channels = channels;
    }

    /** Words of a member that handles: its place among the ports, how many channels, the ports of all. */
    public static void main(String[] arguments) throws Exception {
        int channels = Integer.parseInt(arguments[1]);
        List<String> ports = List.of(arguments).subList(2, arguments.length);
        Vertx vertx = join(Integer.parseInt(arguments[0]), ports);
        Bus bus = await(BenchBus.open(vertx, "handles-" + arguments[0], contract(channels), Map.of()));
        await(Future.<Object>future(done -> vertx.runOnContext(go -> {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < channels; i++) {
                all.add(bus.channel(address(i))
                        .handle("scale", (message, work) -> Future.succeededFuture(message.reply(message.payload()))));
                all.add(vertx.eventBus()
                        .consumer(bare(i), message -> message.reply(message.body()))
                        .completion());
            }
            Future.all(all).<Object>map(ready -> ready).onComplete(done);
        })));
        ChildJvm.ready();
    }

    static ScaleCluster start(int channels, int nodes) throws Exception {
        List<String> ports = new ArrayList<>();
        for (int i = 0; i <= nodes; i++) {
            ports.add(Integer.toString(FreePort.next()));
        }
        Vertx vertx = join(0, ports);
        List<ChildJvm> handlers = new ArrayList<>();
        for (int node = 1; node <= nodes; node++) {
            List<String> words = new ArrayList<>(List.of(Integer.toString(node), Integer.toString(channels)));
            words.addAll(ports);
            handlers.add(ChildJvm.start(ScaleCluster.class, HttpRace.JVM, words));
        }
        Bus bus = await(BenchBus.open(vertx, "asks", contract(channels), Map.of()));
        return new ScaleCluster(
                vertx,
                handlers,
                IntStream.range(0, channels)
                        .mapToObj(number -> bus.channel(address(number)))
                        .toList());
    }

    /** Requests over all channels in turn, so many at once. */
    Sample run(Way way, int concurrency, Duration length) throws InterruptedException {
        int[] next = {0};
        Payload payload = Payload.of(Payloads.ofBytes(SIZE));
        JsonObject body = Payloads.ofBytes(SIZE);
        String[] addresses =
                IntStream.range(0, channels.size()).mapToObj(ScaleCluster::bare).toArray(String[]::new);
        Arm arm = way == Way.OURS
                ? () -> channels.get(next[0]++ % channels.size()).request(Message.of("bench.Order", payload))
                : () -> vertx.eventBus().request(addresses[next[0]++ % addresses.length], body);
        return Duel.run(vertx.getOrCreateContext(), arm, concurrency, length, this::cpuNanos);
    }

    /** CPU time of this process, which other clusters share, and of the nodes that handle. */
    long cpuNanos() {
        return Bench.cpuNanos()
                + handlers.stream().mapToLong(ChildJvm::cpuNanos).sum();
    }

    @Override
    public void close() {
        handlers.forEach(ChildJvm::close);
        vertx.close();
    }

    private static Vertx join(int place, List<String> ports) throws Exception {
        int own = Integer.parseInt(ports.get(place));
        List<String> members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        return await(ClusteredVertx.open(
                new VertxOptions().setEventLoopPoolSize(1),
                new ClusterOptions("scale-" + ports.get(0), "127.0.0.1", own, 0, members)));
    }

    /** The bench's echo so many times. */
    private static Contract contract(int channels) {
        Contract one = BenchBus.contract();
        ChannelSpec channel = one.channel(BusRace.OURS).orElseThrow();
        OperationSpec operation = one.operationsOn(BusRace.OURS).get(0);
        return BenchBus.with(
                one,
                IntStream.range(0, channels)
                        .mapToObj(number -> at(channel, address(number)))
                        .toList(),
                IntStream.range(0, channels)
                        .mapToObj(number -> at(operation, address(number)))
                        .toList());
    }

    private static ChannelSpec at(ChannelSpec one, String address) {
        return new ChannelSpec(
                address,
                address,
                one.kind(),
                one.delivery(),
                one.transport(),
                address,
                one.key(),
                one.shards(),
                one.retry(),
                one.deadLetter(),
                one.interop(),
                one.maxInFlight(),
                one.messages());
    }

    private static OperationSpec at(OperationSpec one, String address) {
        return new OperationSpec(
                address,
                one.action(),
                address,
                one.messages(),
                Optional.of(address),
                one.replies(),
                one.replyMessages(),
                one.timeout(),
                one.maxInFlight(),
                one.http(),
                one.respond());
    }

    private static String address(int number) {
        return "scale." + number;
    }

    private static String bare(int number) {
        return "bare." + number;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(OPEN_MINUTES, TimeUnit.MINUTES);
    }
}
