package dev.busway.postgres;

import dev.busway.bus.Outcome;
import dev.busway.bus.Registration;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.bus.transport.Mail;
import dev.busway.bus.transport.broker.GroupWork;
import dev.busway.message.Message;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/** Mail in a table. Whoever posts says so over the event bus; who does not hear it looks every second. */
final class PostgresMail implements Mail {
    private static final String NEWS = "busway.mail";

    private final Database database;
    private final MailPosting posting;
    private final MailCourier courier;
    private final MessageConsumer<String> news;

    PostgresMail(Vertx vertx, Database database, MeterRegistry meters) {
        this.database = database;
        this.posting = new MailPosting(
                database.doors(),
                addresses -> addresses.forEach(address -> vertx.eventBus().publish(NEWS, address)));
        this.courier = new MailCourier(vertx, database, posting);
        new MailLag(database.doors(), meters);
        this.news = vertx.eventBus().consumer(NEWS, told -> courier.wake(told.body()));
    }

    @Override
    public Future<Void> enroll(String address, String group) {
        return database.doors()
                .preparedQuery(MailSql.ENROLL)
                .execute(Tuple.of(address, group))
                .mapEmpty();
    }

    @Override
    public Future<Outcome> post(String address, Optional<String> group, Message message) {
        return posting.post(address, group, message);
    }

    @Override
    public Future<Registration> collect(String address, String group, int most, GroupWork work) {
        return courier.collect(address, group, most, work);
    }

    @Override
    public DeadLetterBox box(String address) {
        return new MailBox(database.doors(), address);
    }

    Future<Void> close() {
        return Future.join(news.unregister(), courier.close()).mapEmpty();
    }
}
