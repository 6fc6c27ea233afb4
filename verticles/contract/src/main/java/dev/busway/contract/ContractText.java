package dev.busway.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lays a contract out as plain text. */
final class ContractText {
    /** More message types than this are counted, not listed: the JSON form has them all. */
    private static final int MOST_TYPES = 8;

    private final Contract contract;
    private final StringBuilder text = new StringBuilder();

    ContractText(Contract contract) {
        this.contract = contract;
    }

    String render() {
        line(contract.service() + " " + contract.version() + " (" + contract.title() + ", AsyncAPI "
                + contract.asyncapi() + ")");
        line("");
        line("Channels");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("address", "kind", "delivery", "transport", "key", "shards", "group", "dead letters"));
        for (ChannelSpec channel : contract.channels()) {
            rows.add(List.of(
                    channel.address(),
                    channel.kind().word(),
                    channel.delivery().word(),
                    channel.transport(),
                    channel.key().map(key -> key.pointer().toString()).orElse("-"),
                    Integer.toString(channel.shards()),
                    Guarantees.group(channel).orElse("-"),
                    channel.deadLetter().orElse("-")));
        }
        table(rows);
        contract.channels().forEach(this::channel);
        operations();
        list(
                "Proxy routes",
                contract.proxies().stream()
                        .map(route -> route.path() + " to the service " + route.service() + ", "
                                + route.policy().word() + ", " + Section.word(route.timeout())
                                + (route.strip() ? ", without the prefix" : ""))
                        .toList());
        list("Needs a database", contract.databaseNeeds());
        list("Notes", contract.notes());
        return text.toString();
    }

    private void channel(ChannelSpec channel) {
        line("");
        line("Channel " + channel.address());
        line("  takes       "
                + types(channel.messages().stream().map(MessageSpec::type).toList()));
        Guarantees.of(channel).forEach(promise -> line("  guarantees  " + promise));
        Doors.of(channel, contract).forEach(door -> line("  door        " + door));
    }

    private void operations() {
        line("");
        line("Operations");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("name", "action", "channel", "reply", "timeout", "responds", "route"));
        for (OperationSpec operation : contract.operations()) {
            rows.add(List.of(
                    operation.name(),
                    operation.action().word(),
                    operation.channel(),
                    operation.replies() ? operation.replyChannel().orElse("yes") : "-",
                    Section.word(operation.timeout()),
                    operation.respond().word(),
                    operation
                            .http()
                            .map(route -> route.method() + " " + route.path())
                            .orElse("-")));
        }
        table(rows);
    }

    private static String types(List<String> types) {
        if (types.isEmpty()) {
            return "any message";
        }
        String shown = types.stream().limit(MOST_TYPES).collect(Collectors.joining(", "));
        return types.size() > MOST_TYPES ? shown + " and " + (types.size() - MOST_TYPES) + " more" : shown;
    }

    private void table(List<List<String>> rows) {
        for (List<String> row : rows) {
            StringBuilder cells = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width = rows.stream()
                        .mapToInt(other -> other.get(at).length())
                        .max()
                        .orElse(0);
                cells.append("  ")
                        .append(row.get(column))
                        .append(" ".repeat(width - row.get(column).length()));
            }
            line(cells.toString().stripTrailing());
        }
    }

    private void list(String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            line("");
            line(title);
            sentences.forEach(sentence -> line("  " + sentence));
        }
    }

    private void line(String words) {
        text.append(words).append('\n');
    }
}
