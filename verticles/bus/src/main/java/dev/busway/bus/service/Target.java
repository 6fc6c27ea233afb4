package dev.busway.bus.service;

import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.endpoint.InteractionMetrics;
import io.vertx.core.net.endpoint.ServerEndpoint;
import io.vertx.core.net.endpoint.ServerInteraction;

/** One instance of a service that can be called, as Vert.x's balancers see it. Safe on any thread. */
public final class Target implements ServerEndpoint {
    private final String node;
    private final String scheme;
    private final SocketAddress address;
    private final InteractionMetrics<?> metrics;
    private final Outlier outlier;

    Target(String node, String scheme, SocketAddress address, InteractionMetrics<?> metrics, Outlier outlier) {
        this.node = node;
        this.scheme = scheme;
        this.address = address;
        this.metrics = metrics;
        this.outlier = outlier;
    }

    /** The node that it is on. */
    public String node() {
        return node;
    }

    /** Whether it is called by TLS. */
    public boolean secure() {
        return scheme.equals("https");
    }

    Outlier outlier() {
        return outlier;
    }

    @Override
    public String key() {
        return node;
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public InteractionMetrics<?> metrics() {
        return metrics;
    }

    @Override
    public Object unwrap() {
        return this;
    }

    @Override
    public ServerInteraction newInteraction() {
        return begin(metrics);
    }

    private static <M> ServerInteraction begin(InteractionMetrics<M> metrics) {
        M one = metrics.initiateRequest();
        return new ServerInteraction() {
            @Override
            public void reportFailure(Throwable failure) {
                metrics.reportFailure(one, failure);
            }

            @Override
            public void reportRequestBegin() {
                metrics.reportRequestBegin(one);
            }

            @Override
            public void reportRequestEnd() {
                metrics.reportRequestEnd(one);
            }

            @Override
            public void reportResponseBegin() {
                metrics.reportResponseBegin(one);
            }

            @Override
            public void reportResponseEnd() {
                metrics.reportResponseEnd(one);
            }
        };
    }
}
