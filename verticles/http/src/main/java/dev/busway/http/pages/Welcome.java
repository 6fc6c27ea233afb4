package dev.busway.http.pages;

import dev.busway.bus.Bus;
import dev.busway.bus.Channel;
import dev.busway.contract.ChannelKind;
import dev.busway.http.door.Intake;
import dev.busway.http.door.Routes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Comparator;

/** What {@code GET /} shows where no site is configured: the channels of this node and where to go on. */
public final class Welcome {
    private final Buffer page;

    public Welcome(Bus bus) {
        StringBuilder rows = new StringBuilder();
        bus.channels().stream()
                .sorted(Comparator.comparing((Channel channel) -> channel.spec().address()))
                .forEach(channel -> row(rows, channel));
        this.page = Buffer.buffer("""
                <!doctype html><html lang="en"><meta charset="utf-8"><title>Busway</title>
                <body style="font-family:system-ui;max-width:52rem;margin:3rem auto;padding:0 1rem">
                <h1>Busway</h1><p>Node %s is up. <a href="/contracts">Contracts</a> &middot;
                <a href="/health/ready">health</a> &middot; <a href="/metrics">metrics</a></p>
                <table cellpadding="6"><tr><th align="left">Channel<th align="left">Kind<th align="left">Delivery
                <th align="left">Door</tr>%s</table></body></html>
                """.formatted(escaped(bus.node()), rows));
    }

    public void addTo(Routes routes) {
        routes.add(
                HttpMethod.GET, "/", Intake.COUNTED, exchange -> exchange.end(200, "text/html; charset=utf-8", page));
    }

    private static void row(StringBuilder rows, Channel channel) {
        String address = escaped(channel.spec().address());
        boolean many = channel.spec().kind() == ChannelKind.PUBLISH_SUBSCRIBE;
        rows.append("<tr><td>")
                .append(address)
                .append("<td>")
                .append(channel.spec().kind().word());
        rows.append("<td>")
                .append(channel.spec().delivery().word())
                .append("<td>POST /channels/")
                .append(address);
        rows.append(many ? " &middot; <a href=\"/channels/" + address + "/stream\">stream</a>" : "")
                .append("</tr>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
