package dev.busway.contract;

import dev.busway.contract.source.Pointers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Checks the contracts of one node against each other. */
final class Together {
    private record Claim(Path file, String promises) {}

    private final Map<String, Claim> channels = new HashMap<>();
    private final Map<String, Path> services = new HashMap<>();
    private final Map<String, Path> routes = new HashMap<>();

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
        for (OperationSpec operation : contract.operations()) {
            operation.http().ifPresent(route -> {
                Path taken = routes.putIfAbsent(route.shape(), file);
                if (taken != null && !taken.equals(file)) {
                    reading.fault(
                            Pointers.child("/operations", operation.name()),
                            "The route " + route.shape() + " is in " + taken + " too.",
                            "Give one of them another method or path.");
                }
            });
        }
    }

    private static String promises(ChannelSpec channel) {
        return channel.kind().word() + " " + channel.delivery().word() + " by " + channel.transport() + " with key "
                + channel.key().map(KeyPath::expression).orElse("none") + " and shards " + channel.shards();
    }
}
