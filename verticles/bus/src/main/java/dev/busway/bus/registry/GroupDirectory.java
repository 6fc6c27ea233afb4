package dev.busway.bus.registry;

import dev.busway.bus.cluster.Membership;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which groups every node has; one per {@link Vertx}, for as long as that runs. Each node gives a sign of life in a map of the
 * cluster, and tells all others what has changed, so that a group is known wherever senders are when its subscription completes; who
 * has missed a change asks for all. A node that is no member of the cluster any more is forgotten at once, one that gives no sign soon; who is
 * a member again, after a split, is asked again. What a change costs is by its own size, not by the number of groups. Reads never wait: they are answered by this node's view. Safe on any thread.
 */
public final class GroupDirectory implements GroupRegistry, Shareable {
    private static final String KEY = "dev.busway.groups";
    private static final Logger LOG = LoggerFactory.getLogger(GroupDirectory.class);
    /** Begins the name of what is no group of handlers. */
    public static final String INTERNAL = "~";

    private static final Duration BEAT = Duration.ofSeconds(5);
    /** Beats beside these, after the membership has changed: the sides of a split know each other again. */
    private static final List<Duration> AFTER_CHANGE =
            List.of(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(3));
    /** Beats that a node may miss before it is forgotten. */
    private static final int MISSED_BEATS = 4;

    private final Vertx vertx;
    private final Membership membership;
    private final String node;
    private final GroupView view;
    private final Silence silence = new Silence(MISSED_BEATS);
    private volatile @Nullable Wire wire;
    private @Nullable Future<GroupDirectory> opened;
    private Future<Void> round = Future.succeededFuture();
    private @Nullable Promise<Void> next;
    private long timer = -1;

    private GroupDirectory(Vertx vertx) {
        this.vertx = vertx;
        this.membership = Membership.of(vertx);
        this.node = isClustered() ? membership.self() : UUID.randomUUID().toString();
        this.view = new GroupView(node);
    }

    /** The directory of this Vert.x, made and opened when first asked for. */
    public static Future<GroupDirectory> of(Vertx vertx) {
        Map<String, GroupDirectory> local = vertx.sharedData().getLocalMap(KEY);
        GroupDirectory made = local.computeIfAbsent(KEY, absent -> new GroupDirectory(vertx));
        return made.open();
    }

    /** This node, and the others that it knows to have groups. */
    public Set<String> nodes() {
        Set<String> all = new HashSet<>(view.nodes());
        all.add(node);
        return all;
    }

    public boolean isClustered() {
        return vertx.isClustered();
    }

    @Override
    public String node() {
        return node;
    }

    /** Every group of a channel, and the names with {@value #INTERNAL} that transports use among themselves. */
    public Set<String> groups(String address) {
        return view.groups(address);
    }

    @Override
    public Responders responders(String address) {
        Set<String> groups = view.groups(address).stream()
                .filter(group -> !group.startsWith(INTERNAL))
                .collect(Collectors.toSet());
        return isClustered() ? Responders.all(groups) : Responders.thisNode(groups);
    }

    /** The node that has this key's messages: the same for every sender that knows the same nodes. */
    public Optional<String> nodeOf(String address, String group, String key) {
        return view.nodeOf(address, group, key);
    }

    /** Another node of a group, by turns; a node with several places has as many turns. */
    public Optional<String> otherNode(String address, String group, int turn) {
        return view.otherNode(address, group, turn);
    }

    /** Whether this is the one node that takes foreign messages for a group. */
    public boolean isFirst(String address, String group) {
        return view.isFirst(address, group);
    }

    /** This node was not there any more; it is unless it beats again. */
    public void gone(String other) {
        view.remove(other);
    }

    @Override
    public Future<Void> join(String address, String group, int instance) {
        return view.join(new Place(address, group, instance)) ? announce() : Future.succeededFuture();
    }

    @Override
    public Future<Void> leave(String address, String group, int instance) {
        return view.leave(new Place(address, group, instance)) ? announce() : Future.succeededFuture();
    }

    private synchronized Future<GroupDirectory> open() {
        Future<GroupDirectory> known = opened;
        if (known == null || known.failed()) {
            known = (isClustered() ? listen() : Future.<Void>succeededFuture()).map(this);
            opened = known;
        }
        return known;
    }

    private Future<Void> listen() {
        ((VertxInternal) vertx).addCloseHook(done -> close().onComplete(done));
        return Wire.open(vertx, node, this::hear, view::entry)
                .compose(opened -> {
                    wire = opened;
                    timer = vertx.setPeriodic(BEAT.toMillis(), beat -> beat(opened));
                    Context context = vertx.getOrCreateContext();
                    membership.onChange(() -> membersChanged(context));
                    return opened.sign(view.beat()).compose(signed -> opened.signs());
                })
                .compose(this::learn);
    }

    /** At once what asks nobody: no message is to go to a node that is known to be gone. */
    private void membersChanged(Context context) {
        if (wire == null) {
            return;
        }
        Set<String> members = membership.members();
        view.nodes().stream().filter(other -> !members.contains(other)).forEach(view::remove);
        context.runOnContext(here -> AFTER_CHANGE.forEach(later -> vertx.setTimer(later.toMillis(), beat -> greet())));
    }

    /** A beat that counts nobody's silence. */
    private void greet() {
        Wire open = wire;
        if (open != null) {
            open.sign(view.beat())
                    .compose(signed -> open.signs())
                    .compose(this::learn)
                    .onFailure(this::notRefreshed);
        }
    }

    private Future<Void> close() {
        Wire open = wire;
        wire = null;
        vertx.cancelTimer(timer);
        return open == null ? Future.succeededFuture() : open.close();
    }

    /** Many changes at once are told together: those that come while a round runs go with the next one. */
    private synchronized Future<Void> announce() {
        Wire open = wire;
        if (open == null) {
            return Future.succeededFuture();
        }
        Promise<Void> mine = next;
        if (mine == null) {
            mine = Promise.promise();
            next = mine;
            round = round.transform(before -> announceNow(open));
        }
        return mine.future();
    }

    private Future<Void> announceNow(Wire open) {
        Promise<Void> now = started();
        GroupChange change = view.change();
        open.sign(change.sign())
                .compose(signed -> open.signs())
                .compose(signs -> tell(open, signs, change).compose(told -> learn(signs)))
                .onComplete(now);
        return now.future();
    }

    private synchronized Promise<Void> started() {
        Promise<Void> now = next == null ? Promise.promise() : next;
        next = null;
        return now;
    }

    private Future<Void> tell(Wire open, List<Sign> signs, GroupChange change) {
        String text = change.write();
        return Future.join(signs.stream()
                        .filter(sign -> !sign.node().equals(node) && isMember(sign))
                        .map(sign -> open.tell(sign.node(), text).otherwiseEmpty())
                        .toList())
                .mapEmpty();
    }

    private void hear(Message<String> told) {
        GroupChange change = GroupChange.read(told.body());
        Wire open = wire;
        Future<Void> heard = view.apply(change) || open == null ? Future.succeededFuture() : learn(open, change.sign());
        heard.onComplete(known -> told.reply(null));
    }

    /** Asks the nodes that say that they have what is not known here. One that does not answer is asked again at the next beat. */
    private Future<Void> learn(List<Sign> signs) {
        Wire open = wire;
        return open == null
                ? Future.succeededFuture()
                : Future.join(signs.stream()
                                .filter(sign -> isMember(sign) && view.lacks(sign))
                                .map(sign -> learn(open, sign))
                                .toList())
                        .mapEmpty();
    }

    /** What a dead node last said may be found for a while. */
    private boolean isMember(Sign sign) {
        return membership.members().contains(sign.node());
    }

    private Future<Void> learn(Wire open, Sign sign) {
        return open.ask(sign.node()).onSuccess(view::put).<Void>mapEmpty().otherwiseEmpty();
    }

    private void beat(Wire open) {
        open.sign(view.beat())
                .compose(signed -> open.signs())
                .compose(signs -> {
                    bury(open, signs);
                    return learn(signs);
                })
                .onFailure(this::notRefreshed);
    }

    private void notRefreshed(Throwable failure) {
        LOG.atWarn().addKeyValue("cause", failure.toString()).log("group directory not refreshed");
    }

    /** Runs on the timer's context only. */
    private void bury(Wire open, List<Sign> signs) {
        view.keepOnly(signs.stream().filter(this::isMember).map(Sign::node).collect(Collectors.toSet()));
        for (String other : silence.of(signs)) {
            LOG.atInfo().addKeyValue("node", other).log("silent node forgotten");
            view.remove(other);
            open.forget(other).onFailure(failure -> LOG.atWarn()
                    .addKeyValue("node", other)
                    .addKeyValue("cause", failure.toString())
                    .log("sign of a silent node not removed"));
        }
    }
}
