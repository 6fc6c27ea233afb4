package dev.busway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Style;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the statements of the inbox mean: held by PostgreSQL, and by what stands for it in simulated worlds. */
abstract class StatementRules {
    private static final InboxKey KEY = new InboxKey("g", "c");
    private static final Buffer DIGEST = Buffer.buffer("digest");
    private static final Buffer REPLY = Buffer.buffer("reply");

    abstract SqlConnection connect();

    abstract <T> T get(Future<T> future);

    /** Lets pass what time something needs that is not to happen. */
    abstract void letPass();

    @Test
    void a_new_message_is_claimed_and_after_the_commit_its_answer_is_there() {
        SqlConnection one = begun();
        assertThat(claim(one)).isEqualTo(InboxSql.CLAIMED);
        finish(one, "a");
        get(one.query("COMMIT").execute());

        SqlConnection other = begun();
        Row row = get(claiming(other)).iterator().next();

        assertThat(row.getInteger("state")).isEqualTo(InboxSql.FINISHED);
        assertThat(row.getBuffer("reply")).isEqualTo(REPLY);
        assertThat(row.getBuffer("digest")).isEqualTo(DIGEST);
    }

    @Test
    void a_transaction_that_is_taken_back_leaves_nothing() {
        SqlConnection one = begun();
        claim(one);
        finish(one, "a");
        get(one.query("ROLLBACK").execute());

        assertThat(claim(begun())).isEqualTo(InboxSql.CLAIMED);
    }

    @Test
    void who_claims_what_another_has_waits_until_that_has_ended() {
        SqlConnection one = begun();
        claim(one);
        Future<RowSet<Row>> waits = claiming(begun());
        letPass();
        assertThat(waits.isComplete()).isFalse();

        finish(one, "a");
        get(one.query("COMMIT").execute());

        assertThat(get(waits).iterator().next().getInteger("state")).isEqualTo(InboxSql.FINISHED);
    }

    @Test
    void the_commit_of_a_spoiled_transaction_succeeds_and_keeps_nothing() {
        SqlConnection one = begun();
        claim(one);
        assertThat(get(one.query(InboxWorld.BAD).execute().map(true).otherwise(false)))
                .isFalse();
        assertThat(get(claiming(one).map(true).otherwise(false))).isFalse();
        get(one.query("COMMIT").execute());

        assertThat(claim(begun())).isEqualTo(InboxSql.CLAIMED);
    }

    @Test
    void what_is_behind_a_savepoint_is_taken_back_alone() {
        SqlConnection one = begun();
        claim(one);
        get(one.query("SAVEPOINT busway_member").execute());
        assertThat(get(one.query(InboxWorld.BAD).execute().map(true).otherwise(false)))
                .isFalse();
        get(one.query("ROLLBACK TO SAVEPOINT busway_member").execute());
        finish(one, "a");
        get(one.query("COMMIT").execute());

        assertThat(claim(begun())).isEqualTo(InboxSql.FINISHED);
    }

    @Test
    void a_claim_that_is_given_back_is_as_if_it_had_never_been() {
        SqlConnection one = begun();
        claim(one);
        get(one.preparedQuery(InboxSql.UNCLAIM)
                .execute(Tuple.tuple().addArrayOfString(new String[] {"a"}).addString(KEY.group())));
        get(one.query("COMMIT").execute());

        assertThat(claim(begun())).isEqualTo(InboxSql.CLAIMED);
    }

    @Test
    void what_was_given_up_is_open_again_and_what_is_finished_stays_so() {
        SqlConnection one = begun();
        refuse(one);
        get(one.query("COMMIT").execute());
        SqlConnection other = begun();
        assertThat(claim(other)).isEqualTo(InboxSql.GIVEN_UP);
        finish(other, "a");
        get(other.query("COMMIT").execute());

        SqlConnection late = begun();
        refuse(late);
        get(late.query("COMMIT").execute());

        assertThat(claim(begun())).isEqualTo(InboxSql.FINISHED);
    }

    @Test
    void of_a_key_only_the_first_goes_straight_until_it_has_gone() {
        SqlConnection one = begun();
        assertThat(states(one, out("1", "k"), out("2", null))).containsExactly(0, 0);
        get(one.query("COMMIT").execute());

        SqlConnection other = begun();
        assertThat(states(other, out("3", "k"), out("4", "l"))).containsExactly(1, 0);
    }

    @Test
    void one_that_is_handled_alone_is_claimed_by_nobody_else_and_gets_its_row_with_its_answer() {
        SqlConnection one = begun();
        assertThat(get(claimingAlone(one)).iterator().next().getInteger("state"))
                .isEqualTo(InboxSql.CLAIMED);
        Future<RowSet<Row>> waits = claimingAlone(begun());
        letPass();
        assertThat(waits.isComplete()).isFalse();

        Row finished = get(finishingAlone(one)).iterator().next();
        get(one.query("COMMIT").execute());

        assertThat(finished.getBoolean("door")).isFalse();
        assertThat(finished.getInteger("state")).isZero();
        Row row = get(waits).iterator().next();
        assertThat(row.getInteger("state")).isEqualTo(InboxSql.FINISHED);
        assertThat(row.getBuffer("reply")).isEqualTo(REPLY);
        assertThat(row.getBuffer("digest")).isEqualTo(DIGEST);
    }

    private SqlConnection begun() {
        SqlConnection connection = connect();
        get(connection.query("BEGIN").execute());
        return connection;
    }

    private static Future<RowSet<Row>> claiming(SqlConnection connection) {
        return connection.preparedQuery(InboxSql.CLAIM).execute(InboxRow.claim(KEY, List.of("a"), List.of(DIGEST)));
    }

    private static Future<RowSet<Row>> claimingAlone(SqlConnection connection) {
        return connection.preparedQuery(InboxSql.CLAIM_ONE).execute(InboxRow.claim(KEY, "a", DIGEST));
    }

    /** As a new one, which sends one message. */
    private static Future<RowSet<Row>> finishingAlone(SqlConnection connection) {
        Tuple values = Tuple.tuple()
                .addString("a")
                .addString(KEY.group())
                .addInteger(InboxSql.FINISHED)
                .addBuffer(REPLY)
                .addString(null)
                .addInteger(60);
        Outgoing.one(out("1", "k"), values);
        return connection
                .preparedQuery(InboxSql.FINISH_ONE)
                .execute(values.addArrayOfLong(new Long[0])
                        .addString(KEY.channel())
                        .addBuffer(DIGEST));
    }

    private int claim(SqlConnection connection) {
        return get(claiming(connection)).iterator().next().getInteger("state");
    }

    private void finish(SqlConnection connection, String id) {
        get(connection
                .preparedQuery(InboxSql.FINISH_ALL)
                .execute(Tuple.tuple()
                        .addArrayOfString(new String[] {id})
                        .addString(KEY.group())
                        .addArrayOfShort(new Short[] {(short) InboxSql.FINISHED})
                        .addArrayOfBuffer(new Buffer[] {REPLY})
                        .addArrayOfString(new String[] {null})
                        .addArrayOfInteger(new Integer[] {60})));
    }

    private void refuse(SqlConnection connection) {
        get(connection
                .preparedQuery(InboxSql.REFUSE)
                .execute(Outgoing.arrays(List.of())
                        .addString("a")
                        .addString(KEY.group())
                        .addString(KEY.channel())
                        .addBuffer(DIGEST)
                        .addBuffer(Buffer.buffer("problem"))
                        .addInteger(60)
                        .addShort((short) InboxSql.GIVEN_UP)));
    }

    private List<Integer> states(SqlConnection connection, Outgoing... outgoing) {
        List<Integer> states = new ArrayList<>();
        get(connection
                        .preparedQuery(InboxSql.OUT)
                        .execute(Outgoing.arrays(List.of(outgoing))
                                .addArrayOfString(new String[] {"a", "a"})
                                .addString(KEY.group())
                                .addArrayOfLong(new Long[0])))
                .forEach(row -> states.add(row.getInteger("state")));
        return states;
    }

    private static Outgoing out(String id, @org.jspecify.annotations.Nullable String key) {
        return Outgoing.of("c", Style.SEND, Message.builder("t").id(id).key(key).build());
    }
}
