package dev.busway.bench;

import dev.busway.bus.Bus;
import dev.busway.bus.BusSetup;
import dev.busway.bus.store.Store;
import dev.busway.bus.transport.Transport;
import dev.busway.bus.transport.TransportContext;
import dev.busway.config.Section;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Contract;
import dev.busway.contract.ContractReader;
import dev.busway.contract.OperationSpec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** A bus with the benches' contract, made of the real parts: what a node does, without its configuration. */
public final class BenchBus {
    private BenchBus() {}

    /** The contract that most benches share. */
    public static Contract contract() {
        return contract("bench.yaml");
    }

    /** The contract in this file, beside that one. */
    public static Contract contract(String name) {
        try (InputStream document = BenchBus.class.getResourceAsStream("/bench/" + name)) {
            Path file = Files.createTempFile("bench", ".yaml");
            Files.copy(java.util.Objects.requireNonNull(document), file, StandardCopyOption.REPLACE_EXISTING);
            Contract contract = ContractReader.read(file);
            Files.delete(file);
            return contract;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * Opens the bus of one bench process.
     *
     * @param brokers the section of each transport to open besides the event bus, by its word; channels of others are left out
     */
    static Future<Bus> open(Vertx vertx, String node, Map<String, Section> brokers) {
        return open(vertx, node, brokers, Optional.empty());
    }

    /** Does so with a store that is open. */
    static Future<Bus> open(Vertx vertx, String node, Map<String, Section> brokers, Optional<Store> store) {
        Contract whole = contract();
        List<ChannelSpec> carried = whole.channels().stream()
                .filter(channel -> section(channel.transport(), brokers).isPresent())
                .toList();
        List<OperationSpec> operations = whole.operations().stream()
                .filter(operation ->
                        carried.stream().anyMatch(channel -> channel.address().equals(operation.channel())))
                .toList();
        return open(vertx, node, with(whole, carried, operations), brokers, store);
    }

    private static Optional<Section> section(String transport, Map<String, Section> brokers) {
        return transport.equals("vertx")
                ? Optional.of(Section.empty(transport))
                : Optional.ofNullable(brokers.get(transport));
    }

    /** The same contract with other channels and operations. */
    public static Contract with(Contract contract, List<ChannelSpec> channels, List<OperationSpec> operations) {
        return new Contract(
                contract.service(),
                contract.title(),
                contract.version(),
                contract.asyncapi(),
                channels,
                operations,
                contract.document(),
                contract.notes());
    }

    /** Opens a bus with this contract. */
    static Future<Bus> open(Vertx vertx, String node, Contract used, Map<String, Section> brokers) {
        return open(vertx, node, used, brokers, Optional.empty());
    }

    /** Does so with a store that is open. */
    public static Future<Bus> open(
            Vertx vertx, String node, Contract used, Map<String, Section> brokers, Optional<Store> store) {
        MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        List<Transport> transports = new ArrayList<>();
        List<Future<Void>> opening = new ArrayList<>();
        for (Transport transport : ServiceLoader.load(Transport.class)) {
            section(transport.name(), brokers).ifPresent(config -> {
                transports.add(transport);
                opening.add(transport.open(new TransportContext(vertx, node, config, meters)));
            });
        }
        return Future.all(opening)
                .compose(open -> Bus.open(vertx, new BusSetup(node, List.of(used), transports, store, meters)));
    }
}
