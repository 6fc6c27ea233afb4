package dev.busway.bus;

import dev.busway.bus.breaker.Breakers;
import dev.busway.bus.registry.GroupRegistry;
import dev.busway.bus.store.Store;
import dev.busway.bus.transport.Mail;
import dev.busway.bus.transport.Transport;
import dev.busway.config.ConfigException;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Contract;
import dev.busway.contract.OperationSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the channels of a bus, each with its carrier; refuses what the node cannot keep. */
final class BusOpening {
    private final Vertx vertx;
    private final BusSetup setup;
    private final GroupRegistry registry;
    private final Breakers breakers;
    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private final Map<String, Transport> kept = new HashMap<>();

    BusOpening(Vertx vertx, BusSetup setup, GroupRegistry registry) {
        this.vertx = vertx;
        this.setup = setup;
        this.registry = registry;
        this.breakers = new Breakers(vertx, setup.node(), setup.meters());
    }

    Future<Bus> open() {
        List<Future<?>> opening = new ArrayList<>();
        try {
            refuseWithoutDatabase();
            Set<String> replyChannels = replyChannels();
            Map<String, List<OperationSpec>> operations = operationsByChannel();
            for (Contract contract : setup.contracts()) {
                for (ChannelSpec spec : contract.channels()) {
                    if (!channels.containsKey(spec.address())) {
                        List<OperationSpec> mine = operations.getOrDefault(spec.address(), List.of());
                        Channel channel = new Channel(vertx, spec, mine, setup, replyChannels, breakers, this::channel);
                        channels.put(spec.address(), channel);
                        opening.add(
                                transport(spec).carrier(spec).onSuccess(ready -> channel.carriedBy(ready, registry)));
                    }
                }
            }
        } catch (ConfigException wrong) {
            return Future.failedFuture(wrong);
        }
        return Future.all(opening).map(done -> new Bus(vertx, setup, breakers, Map.copyOf(channels)));
    }

    /** Of every contract: one may declare the channel, another the operations of a service that receives on it. */
    private Map<String, List<OperationSpec>> operationsByChannel() {
        return setup.contracts().stream()
                .flatMap(contract -> contract.operations().stream())
                .collect(Collectors.groupingBy(OperationSpec::channel, Collectors.toUnmodifiableList()));
    }

    private Set<String> replyChannels() {
        return setup.contracts().stream()
                .flatMap(contract -> contract.operations().stream())
                .flatMap(operation -> operation.replyChannel().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private Channel channel(String address) {
        Channel found = channels.get(address);
        if (found == null) {
            throw new ProblemException(UnknownChannel.problem(address, channels.keySet()));
        }
        return found;
    }

    private void refuseWithoutDatabase() {
        List<String> needs = setup.store().isPresent()
                ? List.of()
                : setup.contracts().stream()
                        .flatMap(contract -> contract.databaseNeeds().stream())
                        .toList();
        if (!needs.isEmpty()) {
            throw new ConfigException("This node has no database: " + String.join("; ", needs)
                    + ". Mend: give the node a postgres section, or promise less in the contract.");
        }
    }

    private Transport transport(ChannelSpec spec) {
        Transport named = named(spec);
        Transport found = spec.delivery().durable() ? kept(named) : named;
        if (spec.delivery().durable() && !found.features().durable()) {
            throw new ConfigException("channel " + spec.address() + " is "
                    + spec.delivery().word() + ", and the transport " + found.name()
                    + " keeps nothing. Mend: give the node a postgres section, carry the channel by a broker (a server with"
                    + " protocol kafka), or give it delivery: best-effort.");
        }
        if (spec.key().isPresent() && !found.features().ordered()) {
            throw new ConfigException("channel " + spec.address() + " has a key, and the transport " + found.name()
                    + " keeps no order. Mend: carry the channel by one that does, or leave the key out.");
        }
        return found;
    }

    /** One that keeps nothing itself lets the store do it. */
    private Transport kept(Transport transport) {
        Optional<Mail> mail = transport.features().durable()
                ? Optional.empty()
                : setup.store().flatMap(Store::mail);
        return mail.isEmpty()
                ? transport
                : kept.computeIfAbsent(transport.name(), first -> transport.keptBy(mail.get()));
    }

    private Transport named(ChannelSpec spec) {
        return setup.transports().stream()
                .filter(transport -> transport.name().equals(spec.transport()))
                .findFirst()
                .orElseThrow(
                        () -> new ConfigException("channel " + spec.address() + " is carried by " + spec.transport()
                                + ", and this node has no such transport. Mend: give the node a " + spec.transport()
                                + " section."));
    }
}
