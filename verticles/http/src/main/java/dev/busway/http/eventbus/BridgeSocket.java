package dev.busway.http.eventbus;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/** One client: reads its frames, answers each that asks or fails. Belongs to its socket's event loop. */
final class BridgeSocket {
    private final SockJSSocket socket;
    private final Wire wire;
    private final Sockets all;
    private final Registrations registrations;
    private final Calls calls;
    private long watch;
    private boolean heard = true;
    private boolean ended;

    BridgeSocket(SockJSSocket socket, Wire wire, Sockets all) {
        this.socket = socket;
        this.wire = wire;
        this.all = all;
        this.registrations = new Registrations(wire, all);
        this.calls = new Calls(wire, all);
    }

    void begin() {
        wire.atEnd(this::release);
        socket.handler(this::take);
        socket.endHandler(end -> release());
        socket.closeHandler(close -> release());
        socket.exceptionHandler(broken -> release());
        watch = all.vertx().setPeriodic(all.options().idle().toMillis(), tick -> closeWhenSilent());
    }

    void close() {
        wire.close();
    }

    private void closeWhenSilent() {
        if (!heard) {
            wire.close();
        }
        heard = false;
    }

    private void take(Buffer bytes) {
        heard = true;
        Frame frame;
        try {
            frame = Frame.read(bytes, all.options().frameBytes());
        } catch (ProblemException refused) {
            wire.send(Answer.problem("", refused.problem()));
            if (refused.problem().kind() == Kind.TOO_LARGE) {
                wire.close();
            }
            return;
        }
        try {
            dispatch(frame);
        } catch (ProblemException refused) {
            wire.send(Answer.problem(frame.answerAddress(), refused.problem()));
        } catch (RuntimeException failed) {
            wire.send(Answer.problem(frame.answerAddress(), Problem.of(failed)));
        }
    }

    private void dispatch(Frame frame) {
        if (!frame.type().equals("ping") && frame.address().isEmpty()) {
            throw new ProblemException(Kind.INVALID, "The frame has no address.", "Name the channel in address.");
        }
        switch (frame.type()) {
            case "ping" -> {} // the stock protocol has no answer for it
            case "send" -> calls.send(frame);
            case "publish" -> calls.publish(frame);
            case "register" -> registrations.add(frame.address());
            case "unregister" -> registrations.remove(frame.address());
            default ->
                throw new ProblemException(
                        Kind.INVALID,
                        "The frame's type is " + (frame.type().isEmpty() ? "missing" : frame.type()) + ".",
                        "It is one of send, publish, register, unregister, ping.");
        }
    }

    private void release() {
        if (!ended) {
            ended = true;
            all.vertx().cancelTimer(watch);
            registrations.removeAll();
            all.ended(this);
        }
    }
}
