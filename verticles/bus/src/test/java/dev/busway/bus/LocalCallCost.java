package dev.busway.bus;

import dev.busway.contract.ChannelKind;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What one local call costs beyond a bare event bus: run by hand, {@code main} prints the median of paired rounds. One event loop,
 * 64 callers, 200 bytes of JSON, CPU time of the loop's thread.
 */
final class LocalCallCost {
    private static final int CALLERS = 64;
    private static final int WARM_UP = 4;
    private static final int ROUNDS = 9;
    private static final Duration ROUND = Duration.ofSeconds(1);

    private final Context context;
    private final long threadId;

    private LocalCallCost(Context context, long threadId) {
        this.context = context;
        this.threadId = threadId;
    }

    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Bus bus = Samples.open(vertx, List.of(Samples.channel("cost", ChannelKind.POINT_TO_POINT)));
        Channel channel = bus.channel("cost");
        Samples.await(channel.handle(
                "cost", (message, work) -> Future.succeededFuture(message.reply("cost.Reply", message.payload()))));
        Samples.await(vertx.eventBus()
                .consumer("bare", message -> message.reply(message.body()))
                .completion());
        JsonObject body = new JsonObject().put("orderId", "o-1").put("text", "x".repeat(170));
        Payload payload = Payload.of(body);
        Context context = vertx.getOrCreateContext();
        long thread = Samples.await(Future.<Long>future(id ->
                context.runOnContext(go -> id.complete(Thread.currentThread().getId()))));
        LocalCallCost cost = new LocalCallCost(context, thread);
        List<Double> bare = new ArrayList<>();
        List<Double> ours = new ArrayList<>();
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            double one = cost.round(() -> vertx.eventBus().request("bare", body));
            double other = cost.round(() -> channel.request(Message.of("cost.Call", payload)));
            if (round >= WARM_UP) {
                bare.add(one);
                ours.add(other - one);
            }
        }
        System.out.printf("bare %.0f ns, added %.0f ns%n", median(bare), median(ours));
        Samples.await(vertx.close());
    }

    /** CPU nanoseconds per call. */
    private double round(Supplier<Future<?>> call) {
        Promise<Double> ended = Promise.promise();
        context.runOnContext(go -> new Loop(call, ended).start());
        return Samples.await(ended.future());
    }

    private long cpu() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class)
                .getThreadCpuTime(threadId);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** One closed loop; lives on the context. */
    private final class Loop {
        private final Supplier<Future<?>> call;
        private final Promise<Double> ended;
        private final long end = System.nanoTime() + ROUND.toNanos();
        private final long cpuBefore = cpu();
        private long calls;
        private int open = CALLERS;

        Loop(Supplier<Future<?>> call, Promise<Double> ended) {
            this.call = call;
            this.ended = ended;
        }

        void start() {
            for (int i = 0; i < CALLERS; i++) {
                next();
            }
        }

        private void next() {
            if ((calls & 63) == 0 && System.nanoTime() > end) {
                if (--open == 0) {
                    ended.complete((double) (cpu() - cpuBefore) / calls);
                }
                return;
            }
            call.get().onComplete((answer, failure) -> {
                if (failure != null) {
                    ended.tryFail(failure);
                }
                calls++;
                next();
            });
        }
    }
}
