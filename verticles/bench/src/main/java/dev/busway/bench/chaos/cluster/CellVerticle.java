package dev.busway.bench.chaos.cluster;

import dev.busway.bus.Bus;
import dev.busway.bus.cluster.Membership;
import dev.busway.bus.discovery.ServiceInstance;
import dev.busway.bus.discovery.Services;
import dev.busway.bus.registry.GroupDirectory;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Runs in each node: writes down what it takes, in a file that outlives its process, and tells what its node knows of others. */
public final class CellVerticle extends VerticleBase {
    /** So that there is always something in flight. */
    private static final Duration WORK = Duration.ofMillis(100);

    @Override
    public Future<?> start() throws IOException {
        int node = config().getInteger("index");
        FileChannel book = FileChannel.open(
                Path.of(config().getString("book")), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Bus bus = Bus.of(vertx);
        List<Future<?>> taking = new ArrayList<>();
        for (String address : List.of(Cells.of(node), Cells.shared(node))) {
            taking.add(bus.channel(address).handle("cell", (asked, work) -> {
                write(book, asked.id());
                JsonObject mine = new JsonObject().put("node", Cells.node(node));
                return vertx.timer(WORK.toMillis()).map(done -> answer(asked, mine));
            }));
        }
        taking.add(bus.channel(Cells.ALL).handle(Cells.node(node), (told, work) -> {
            write(book, told.id());
            return Future.succeededFuture();
        }));
        taking.add(bus.channel(Cells.VIEW).handle("view", (asked, work) -> view().map(view -> answer(asked, view))));
        return Future.all(taking);
    }

    private static Message answer(Message asked, JsonObject view) {
        return asked.reply("cells.Answer", Payload.of(view));
    }

    /** A few bytes for the system to keep: they outlive the process, not the machine. */
    private static void write(FileChannel book, String id) {
        try {
            book.write(ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException full) {
            throw new IllegalStateException(full);
        }
    }

    private Future<JsonObject> view() {
        Membership membership = Membership.of(vertx);
        Collection<ServiceInstance> services =
                Services.of(vertx).map(all -> all.view().instances()).orElse(List.of());
        return Future.all(GroupDirectory.of(vertx), membership.registrations()).map(both -> {
            GroupDirectory directory = both.resultAt(0);
            Collection<String> registrations = both.resultAt(1);
            return new JsonObject()
                    .put("self", membership.self())
                    .put("members", array(membership.members()))
                    .put("groups", array(directory.nodes()))
                    .put("registrations", array(registrations))
                    .put(
                            "services",
                            array(services.stream().map(ServiceInstance::node).toList()));
        });
    }

    private static JsonArray array(Collection<String> all) {
        return new JsonArray(List.copyOf(all));
    }
}
