package dev.busway.http.admin;

import dev.busway.bus.Bus;
import dev.busway.bus.Channel;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.transport.History;
import dev.busway.bus.transport.Position;
import dev.busway.bus.transport.Rewind;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.Delivery;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** {@code POST /admin/replay}: {@code {channel, group?, from, dryRun?}} lets a group begin again somewhere else in the history. */
public final class Replays {
    private static final String INBOX =
            "This channel is effectively-once: a message whose first handling is still known (postgres.retention) takes no"
                    + " effect again.";

    private final Bus bus;

    public Replays(Bus bus) {
        this.bus = bus;
    }

    public void addTo(AdminRoutes routes) {
        routes.post("/admin/replay", this::replay);
    }

    private Future<JsonObject> replay(JsonObject wanted) {
        Channel channel = bus.channel(required(wanted, "channel"));
        Position position = Position.parse(required(wanted, "from"));
        History history = channel.history().orElseThrow(() -> none(channel));
        String group = channel.spec().kind() == ChannelKind.POINT_TO_POINT
                ? channel.spec().group()
                : required(wanted, "group");
        boolean dry = wanted.getBoolean("dryRun", false);
        Future<Rewind> done = dry ? history.plan(group, position) : history.rewind(group, position);
        return done.map(
                rewind -> told(channel, wanted.getString("from"), rewind).put("dryRun", dry));
    }

    private static JsonObject told(Channel channel, String from, Rewind rewind) {
        JsonArray shards = new JsonArray();
        for (Rewind.Step step : rewind.steps()) {
            shards.add(new JsonObject()
                    .put("shard", step.shard())
                    .put("from", step.from().isPresent() ? step.from().getAsLong() : null)
                    .put("to", step.to())
                    .put("end", step.end())
                    .put("again", step.again())
                    .put("skipped", step.skipped()));
        }
        JsonObject told = new JsonObject()
                .put("channel", channel.spec().address())
                .put("group", rewind.group())
                .put("position", from)
                .put("again", rewind.again())
                .put("skipped", rewind.skipped())
                .put("shards", shards);
        return channel.spec().delivery() == Delivery.EFFECTIVELY_ONCE ? told.put("note", INBOX) : told;
    }

    private static ProblemException none(Channel channel) {
        return new ProblemException(
                Kind.INVALID,
                "The transport " + channel.spec().transport() + " of the channel "
                        + channel.spec().address() + " keeps nothing that was handled.",
                "Replay on channels that Kafka carries.");
    }

    private static String required(JsonObject wanted, String key) {
        String value = wanted.getString(key, "");
        if (value.isBlank()) {
            throw new ProblemException(
                    Kind.INVALID,
                    "The request says no " + key + ".",
                    "Send {\"channel\", \"group\", \"from\", \"dryRun\"}.");
        }
        return value;
    }
}
