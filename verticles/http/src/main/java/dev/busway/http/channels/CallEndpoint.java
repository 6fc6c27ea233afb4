package dev.busway.http.channels;

import dev.busway.bus.Channel;
import dev.busway.bus.Gather;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Style;
import dev.busway.bus.store.Store;
import dev.busway.http.door.Endpoint;
import dev.busway.http.door.Exchange;
import dev.busway.http.door.Preferences;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Takes one request as one message to one channel, and answers with the outcome. The hot path of this room. */
final class CallEndpoint implements Endpoint {
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;

    private final Channel channel;
    private final Form form;
    private final Styles styles;
    private final MediaTypes media;
    private final Answers answers;

    CallEndpoint(Channel channel, Form form, Optional<Store> store) {
        this.channel = channel;
        this.form = form;
        this.styles = new Styles(channel, store);
        this.media = new MediaTypes(channel.spec());
        this.answers = new Answers(channel.spec().address(), store, styles);
    }

    @Override
    public void answer(Exchange exchange) {
        if (media.take(exchange.request().headers())) {
            exchange.body(body -> call(exchange, body));
        } else {
            exchange.refuse(
                    UNSUPPORTED_MEDIA_TYPE,
                    Problem.of(
                            Kind.INVALID,
                            "This channel does not take the content type "
                                    + exchange.request().getHeader("content-type") + ".",
                            "Send one of " + media + "; with curl: -H 'Content-Type: application/json'."),
                    exchange.request().path());
        }
    }

    private void call(Exchange exchange, Buffer body) {
        try {
            Payload payload = form.payload(exchange, Payload.of(body));
            Message message = RequestReader.read(
                    exchange.request().headers(), payload, (said, given) -> form.type(exchange, said, given));
            Preferences prefer = exchange.preferences();
            Optional<Gather> gather =
                    GatherQuery.of(exchange.request(), prefer, exchange.limits().maxWait());
            Preferences.Mode mode = DueTime.later(message) ? Preferences.Mode.RESPOND_ASYNC : prefer.mode();
            Style style = gather.isPresent() ? Style.GATHER : styles.of(message.type(), mode);
            Message waiting = style == Style.REQUEST ? waiting(message, prefer) : message;
            String left = exchange.request().headers().get(RequestHeaders.TIMEOUT);
            Message bound = TimeLeft.bound(waiting, left, channel, style);
            Call call = new Call(exchange, channel.spec().address(), bound, style, prefer);
            channel.callFor(exchange.principal(), style, call.message(), gather.orElse(Gather.all()))
                    .onComplete((outcome, failure) -> exchange.onLoop(
                            () -> answers.give(call, failure == null ? outcome : Outcome.refused(failure))));
        } catch (ProblemException refused) {
            exchange.refuse(refused.problem());
        } catch (IllegalArgumentException beyondLimits) {
            exchange.refuse(Problem.of(Kind.INVALID, beyondLimits.getMessage() + ".", "Shorten it."));
        }
    }

    private static Message waiting(Message message, Preferences prefer) {
        return prefer.waits().map(message::within).orElse(message);
    }
}
