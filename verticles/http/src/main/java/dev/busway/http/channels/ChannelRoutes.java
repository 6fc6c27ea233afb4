package dev.busway.http.channels;

import dev.busway.bus.Bus;
import dev.busway.bus.Channel;
import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.config.ConfigException;
import dev.busway.contract.Contract;
import dev.busway.contract.HttpRoute;
import dev.busway.contract.OperationSpec;
import dev.busway.http.door.Endpoint;
import dev.busway.http.door.Exchange;
import dev.busway.http.door.Intake;
import dev.busway.http.door.Routes;
import io.vertx.core.http.HttpMethod;
import java.util.HashSet;
import java.util.Set;

/** The routes of channels: the generic one of each, and those that contracts give to operations. */
public final class ChannelRoutes {
    private static final String GENERIC = "/channels/";

    private final Bus bus;

    public ChannelRoutes(Bus bus) {
        this.bus = bus;
    }

    /** Adds them all. @throws ConfigException where two contracts want the same route, or one that is the gateway's own */
    public void addTo(Routes routes) {
        for (Channel channel : bus.channels()) {
            Form form = new GenericForm(new MessageTypes(channel.spec(), channel.operations()));
            String path = GENERIC + channel.spec().address();
            if (!path.contains("{")) {
                routes.add(HttpMethod.POST, path, Intake.COUNTED, new CallEndpoint(channel, form, bus.store()));
            }
        }
        routes.add(HttpMethod.POST, GENERIC + "{channel}", Intake.COUNTED, this::unknown);
        Set<String> mine = new HashSet<>();
        for (Contract contract : bus.contracts()) {
            for (OperationSpec operation : contract.operations()) {
                operation.http().ifPresent(route -> add(routes, contract, operation, route, mine));
            }
        }
    }

    private void add(Routes routes, Contract contract, OperationSpec operation, HttpRoute route, Set<String> mine) {
        String first = route.path().split("/", 3)[1];
        if (Routes.OWN.contains(first)) {
            throw new ConfigException(
                    "operation " + operation.name() + " of " + contract.service() + " wants the route " + route.path()
                            + ", and /" + first + " is the gateway's own. Mend: give it another path.");
        }
        if (!mine.add(route.shape() + " " + operation.channel())) {
            return; // a caller's contract that repeats what the service's says
        }
        Channel channel = bus.channel(operation.channel());
        MessageTypes types = new MessageTypes(channel.spec(), channel.operations());
        Endpoint endpoint =
                new CallEndpoint(channel, new RouteForm(route, channel.spec(), operation, types), bus.store());
        routes.add(HttpMethod.valueOf(route.method()), route.path(), Intake.COUNTED, endpoint);
    }

    /** An address with characters that a path encodes, or one that no contract names. */
    private void unknown(Exchange exchange) {
        try {
            Channel channel = bus.channel(exchange.parameter());
            Form form = new GenericForm(new MessageTypes(channel.spec(), channel.operations()));
            new CallEndpoint(channel, form, bus.store()).answer(exchange);
        } catch (ProblemException nobody) {
            exchange.refuse(nobody.problem());
        }
    }

    /** The refusal of a path that nothing has. */
    public static Problem nothing(String path) {
        return Problem.of(
                Problem.Kind.UNKNOWN_CHANNEL,
                "Nothing is at " + path + ".",
                "Send to POST /channels/{channel}; GET /contracts lists what there is.");
    }
}
