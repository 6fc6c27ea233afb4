package dev.busway.http.proxy;

import dev.busway.bus.Problem;
import dev.busway.bus.service.OpenAnswer;
import dev.busway.bus.service.Passing;
import dev.busway.bus.service.Repeat;
import dev.busway.bus.service.StreamCall;
import dev.busway.bus.service.StreamCall.Body;
import dev.busway.http.door.Exchange;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request on its way through, and its answer on the way back. Belongs to the request's event loop. */
final class Pass {
    private final Exchange exchange;
    private final ProxyEndpoint endpoint;
    private final HttpServerRequest request;
    private final long began = System.nanoTime();
    private @Nullable Passing passing;
    private @Nullable OpenAnswer open;
    private @Nullable Tunnels tunnels;
    private boolean comes;
    private boolean tunnelled;
    private boolean over;

    Pass(Exchange exchange, ProxyEndpoint endpoint) {
        this.exchange = exchange;
        this.endpoint = endpoint;
        this.request = exchange.request();
        request.response().closeHandler(gone -> callerGone()).endHandler(ended -> ended());
    }

    /** A request with no body. */
    void whole() {
        send(HttpClientRequest::send, Body.THERE, RequestBody.repeat(request), endpoint.headers(request));
    }

    /** A request whose body is small enough to be kept until it is answered. */
    void kept() {
        exchange.body(body ->
                send(out -> out.send(body), Body.THERE, RequestBody.repeat(request), endpoint.headers(request)));
    }

    /** A request whose body passes through; once an instance has seen some of it, there is no other one. */
    void piped() {
        request.pause();
        comes = true;
        send(this::pipe, Body.COMES, Repeat.MAY_NOT, endpoint.headers(request));
    }

    /** A request that becomes a WebSocket. */
    void upgrade(Tunnels among) {
        tunnels = among;
        MultiMap headers = endpoint.headers(request);
        headers.set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE).set(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET);
        send(HttpClientRequest::connect, Body.THERE, Repeat.MAY_NOT, headers);
    }

    private void send(
            Function<HttpClientRequest, Future<HttpClientResponse>> sending,
            Body body,
            Repeat repeat,
            MultiMap headers) {
        if (over) {
            return;
        }
        StreamCall call = new StreamCall(
                request.method(),
                endpoint.target(request),
                headers,
                sending,
                body,
                repeat,
                endpoint.key(request),
                endpoint.timeout(request));
        Passing begun = endpoint.service().pass(call);
        passing = begun;
        begun.answer()
                .onComplete((answer, failure) -> exchange.onLoop(() -> {
                    if (failure == null) {
                        answered(answer);
                    } else {
                        Problem problem = Problem.of(failure);
                        refuse(ProxyProblems.status(problem), problem);
                    }
                }));
    }

    private Future<HttpClientResponse> pipe(HttpClientRequest out) {
        if (!out.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            out.setChunked(true);
        }
        if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            request.response().writeContinue();
        }
        Flow.Bounds bounds =
                new Flow.Bounds(endpoint.route().bodyLimit(), endpoint.route().idle());
        Flow.pass(exchange.vertx(), request, out, bounds)
                .onSuccess(sent -> {
                    comes = false;
                    Passing begun = passing;
                    if (begun != null) {
                        begun.bodySent();
                    }
                })
                .onFailure(this::bodyStopped);
        return out.response();
    }

    private void bodyStopped(Throwable failure) {
        Flow.Stop stop = failure instanceof Flow.Stopped stopped ? stopped.stop() : Flow.Stop.SINK;
        switch (stop) {
            case SOURCE -> callerGone();
            case TOO_LARGE ->
                refuse(
                        Problem.Kind.TOO_LARGE.httpStatus(),
                        ProxyProblems.tooLarge(endpoint.route().bodyLimit()));
            case IDLE -> refuse(ProxyProblems.REQUEST_TIMEOUT, ProxyProblems.slow());
            // The instance took no more: it has answered already, or its connection tells.
            case SINK -> request.resume();
        }
    }

    private void answered(OpenAnswer answer) {
        if (over || request.response().closed()) {
            answer.cancel();
            callerGone();
            return;
        }
        open = answer;
        HttpClientResponse in = answer.response();
        HttpServerResponse out = request.response();
        endpoint.meters().note(in.statusCode() / 100 + "xx", System.nanoTime() - began);
        MultiMap headers = HopByHop.without(in.headers(), Set.of());
        endpoint.addVia(headers);
        out.setStatusCode(in.statusCode()).setStatusMessage(in.statusMessage());
        headers.forEach(header -> out.headers().add(header.getKey(), header.getValue()));
        if (tunnels != null && in.statusCode() == 101) {
            tunnel(tunnels, answer);
            return;
        }
        if (comes) {
            out.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (!headers.contains(HttpHeaders.CONTENT_LENGTH) && in.statusCode() != 204 && in.statusCode() != 304) {
            out.setChunked(true);
        }
        Flow.Bounds bounds = new Flow.Bounds(Long.MAX_VALUE, endpoint.route().idle());
        Flow.pass(exchange.vertx(), in, out, bounds).onComplete((passed, broken) -> {
            if (broken != null || comes) {
                answer.cancel();
            }
            release();
            exchange.streamed();
            if (broken != null || comes) {
                // Cut short, or the caller would take half an answer for a whole one.
                request.connection().close();
            }
        });
    }

    private void tunnel(Tunnels among, OpenAnswer answer) {
        tunnelled = true;
        HttpServerResponse out = request.response();
        out.putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE)
                .putHeader(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET);
        NetSocket service = answer.response().netSocket();
        exchange.streamed();
        request.toNetSocket().onComplete((caller, failure) -> {
            if (failure == null) {
                caller.pause();
                among.join(exchange.vertx(), caller, service, endpoint.route().idle(), this::release);
            } else {
                service.close();
                request.connection().close();
                release();
            }
        });
    }

    private void callerGone() {
        if (over) {
            return;
        }
        release();
        Passing begun = passing;
        OpenAnswer answer = open;
        if (begun != null) {
            begun.cancel();
        }
        if (answer != null) {
            answer.cancel();
        }
        exchange.abandoned();
    }

    /** Of the HTTP half, also where the connection ended before. */
    private void ended() {
        if (!tunnelled && request.response().ended()) {
            release();
        } else if (!tunnelled) {
            callerGone();
        }
    }

    private void release() {
        if (!over) {
            over = true;
            endpoint.left();
            Tunnels among = tunnels;
            if (among != null) {
                among.leave();
            }
        }
    }

    /** Answers with a problem, and lets nobody work for it any more. */
    void refuse(int status, Problem problem) {
        if (over) {
            return;
        }
        endpoint.meters().note(problem.kind().code(), System.nanoTime() - began);
        release();
        Passing begun = passing;
        if (begun != null) {
            begun.cancel();
        }
        if (comes) {
            request.resume();
            exchange.refuseAndClose(status, problem);
        } else {
            exchange.refuse(status, problem, String.valueOf(request.path()));
        }
    }
}
