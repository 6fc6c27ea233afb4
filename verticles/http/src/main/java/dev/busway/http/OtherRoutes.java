package dev.busway.http;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.http.channels.ChannelRoutes;
import dev.busway.http.door.ProblemJson;
import dev.busway.http.eventbus.SocketOptions;
import dev.busway.http.eventbus.Sockets;
import dev.busway.http.pages.Site;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;

/** What vertx-web serves behind our own routes: SockJS and the static site. One per event loop. */
final class OtherRoutes {
    private static final String EVENT_BUS = "/eventbus/*";
    /** Requests behind whose answer SockJS closes the connection; no group is captured, since SockJS finds its own by number. */
    private static final String ENDING = "/eventbus/.*/(?:xhr|xhr_streaming|eventsource|htmlfile|jsonp)";

    private static final long SOCKJS_HEARTBEAT_MILLIS = 25_000;
    /** How much a streaming fallback transport sends before the client must ask again. */
    private static final int SOCKJS_STREAM_BYTES = 128 * 1024;

    private OtherRoutes() {}

    static Router router(Vertx vertx, HttpOptions options, Sockets sockets) {
        Router router = Router.router(vertx);
        router.post(EVENT_BUS)
                .handler(
                        BodyHandler.create(false).setBodyLimit(options.sockets().frameBytes()));
        router.routeWithRegex(ENDING).handler(OtherRoutes::tellItEnds);
        router.route(EVENT_BUS)
                .subRouter(
                        SockJSHandler.create(vertx, sockJs(options.sockets())).socketHandler(sockets));
        options.site().ifPresent(site -> router.get().handler(Site.at(vertx, site)));
        router.route()
                .handler(context -> refuse(
                        context, 404, ChannelRoutes.nothing(context.request().path())));
        router.route().failureHandler(OtherRoutes::failed);
        return router;
    }

    /** Said, or a client takes the connection for its next request, which then fails. */
    private static void tellItEnds(RoutingContext context) {
        if (context.request().version() == HttpVersion.HTTP_1_1) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        context.next();
    }

    private static SockJSHandlerOptions sockJs(SocketOptions sockets) {
        SockJSHandlerOptions options = new SockJSHandlerOptions()
                .setHeartbeatInterval(SOCKJS_HEARTBEAT_MILLIS)
                .setMaxBytesStreaming(SOCKJS_STREAM_BYTES)
                .setInsertJSESSIONID(false);
        sockets.origin().ifPresent(options::setOrigin);
        return options;
    }

    private static void failed(RoutingContext context) {
        int status = context.statusCode();
        switch (status) {
            case 404 ->
                refuse(context, status, ChannelRoutes.nothing(context.request().path()));
            case 403 -> refuse(context, status, Problem.of(Kind.FORBIDDEN, "This web origin may not connect."));
            case 413 ->
                refuse(context, status, Problem.of(Kind.TOO_LARGE, "The frame is longer than this node takes."));
            default ->
                refuse(
                        context,
                        status < 400 ? 500 : status,
                        status >= 500 || status < 400
                                ? Problem.of(Kind.BROKEN, "The node failed to answer.")
                                : Problem.of(Kind.INVALID, "The request cannot be answered."));
        }
    }

    private static void refuse(RoutingContext context, int status, Problem problem) {
        if (!context.response().ended()) {
            ProblemJson.send(
                    context.response(), status, problem, context.request().path());
        }
    }
}
