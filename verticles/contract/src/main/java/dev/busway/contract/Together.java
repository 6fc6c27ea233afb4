package dev.busway.contract;

import dev.busway.contract.source.Pointers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Checks the contracts of one node against each other. */
final class Together {
    private record Claim(Path file, String promises) {}

    private final Map<String, Claim> channels = new HashMap<>();
    private final Map<String, Path> services = new HashMap<>();
    private final Map<String, Path> routes = new HashMap<>();
    private final Map<String, Path> paths = new HashMap<>();
    private final Map<String, Path> proxies = new HashMap<>();

    void check(Path file, Contract contract, Reading reading) {
        Path before = services.putIfAbsent(contract.service(), file);
        if (before != null) {
            reading.fault(
                    "/info/title",
                    "The service " + contract.service() + " is described by " + before + " too.",
                    "Give one of them another x-busway.service.");
        }
        for (ChannelSpec channel : contract.channels()) {
            String promises = promises(channel);
            Claim claim = channels.putIfAbsent(channel.address(), new Claim(file, promises));
            if (claim != null && !claim.promises().equals(promises)) {
                reading.fault(
                        Pointers.child("/channels", channel.name()),
                        "The address " + channel.address() + " is " + promises + " here, but " + claim.promises()
                                + " in " + claim.file() + ".",
                        "Declare the same in both.");
            }
        }
        checkRoutes(file, contract, reading);
        checkProxies(file, contract, reading);
    }

    private void checkRoutes(Path file, Contract contract, Reading reading) {
        for (OperationSpec operation : contract.operations()) {
            operation.http().ifPresent(route -> {
                Path taken = routes.putIfAbsent(route.shape(), file);
                if (taken != null && !taken.equals(file)) {
                    reading.fault(
                            Pointers.child("/operations", operation.name()),
                            "The route " + route.shape() + " is in " + taken + " too.",
                            "Give one of them another method or path.");
                }
                paths.putIfAbsent(route.path(), file);
                Optional.ofNullable(proxies.get(route.path()))
                        .filter(other -> !other.equals(file))
                        .ifPresent(other -> reading.fault(
                                Pointers.child("/operations", operation.name()),
                                "The path " + route.path() + " is a proxy route of " + other + ".",
                                "Give one of them another path."));
            });
        }
    }

    private void checkProxies(Path file, Contract contract, Reading reading) {
        for (int i = 0; i < contract.proxies().size(); i++) {
            String path = contract.proxies().get(i).path();
            Path other = proxies.putIfAbsent(path, file);
            Path taken = other == null ? paths.get(path) : other;
            if (taken != null && !taken.equals(file)) {
                reading.fault(
                        Pointers.child("/x-busway/proxy", i),
                        "The path " + path + " is in " + taken + " too.",
                        "Give one of them another path.");
            }
        }
    }

    private static String promises(ChannelSpec channel) {
        return channel.kind().word() + " " + channel.delivery().word() + " by " + channel.transport() + " with key "
                + channel.key().map(KeyPath::expression).orElse("none") + " and shards " + channel.shards();
    }
}
