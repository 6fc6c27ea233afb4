package dev.busway.contract;

import dev.busway.contract.source.Pointers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Turns a bundled document into our records; what does not fit together goes to the faults. */
final class ContractAssembly {
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Reading reading;

    ContractAssembly(Reading reading) {
        this.reading = reading;
    }

    Contract assemble() {
        Part root = reading.root();
        List<ChannelSpec> channels = new ArrayList<>();
        Map<String, ChannelSpec> byPointer = new HashMap<>();
        ChannelReader channelReader = new ChannelReader(reading, Use.of(root));
        Map<String, String> addresses = new HashMap<>();
        Part declared = root.child("channels");
        for (String name : declared.names()) {
            Part channel = declared.child(name);
            ChannelSpec spec = channelReader.read(name, channel);
            String before = addresses.putIfAbsent(spec.address(), name);
            if (before != null) {
                reading.fault(
                        Pointers.child(Pointers.child(declared.pointer(), name), "address"),
                        "The channels " + before + " and " + name + " have the same address " + spec.address() + ".",
                        "Give one of them another address, or make one channel of both.");
            }
            channels.add(spec);
            byPointer.put(channel.pointer(), spec);
        }
        List<OperationSpec> operations = operations(root.child("operations"), byPointer);
        Part info = root.child("info");
        String title = info.text("title").orElse("");
        Section settings = new Section(root.child("x-busway"));
        String service = service(settings, title);
        List<ProxyRoute> proxies = ProxyReader.read(settings, operations);
        settings.later("security", "compose");
        settings.end();
        return new Contract(
                service,
                title,
                info.text("version").orElse(""),
                root.text("asyncapi").orElse(""),
                List.copyOf(channels),
                operations,
                proxies,
                reading.tree().toString(),
                reading.notes());
    }

    private List<OperationSpec> operations(Part declared, Map<String, ChannelSpec> channels) {
        OperationReader reader = new OperationReader(channels);
        List<OperationSpec> operations = new ArrayList<>();
        Map<String, String> routes = new HashMap<>();
        for (String name : declared.names()) {
            Part operation = declared.child(name);
            reader.read(name, operation).ifPresent(spec -> {
                operations.add(spec);
                spec.http().ifPresent(route -> {
                    String before = routes.putIfAbsent(route.shape(), name);
                    if (before != null) {
                        reading.fault(
                                operation.pointer() + "/x-busway/http",
                                "The operations " + before + " and " + name + " have the same route " + route.shape()
                                        + ".",
                                "Give one of them another method or path.");
                    }
                });
            });
        }
        return List.copyOf(operations);
    }

    private static String service(Section settings, String title) {
        String slug =
                title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String service = settings.text("service").orElse(slug.isEmpty() ? "service" : slug);
        if (!SERVICE.matcher(service).matches()) {
            settings.fault(
                    "service",
                    "The service name " + service
                            + " must be letters, digits, dots, underscores and dashes, at most 100.",
                    "Add x-busway: { service: short-name } at the top of the document.");
        }
        return service;
    }
}
