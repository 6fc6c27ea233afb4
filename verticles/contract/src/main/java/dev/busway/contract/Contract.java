package dev.busway.contract;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One service's contract, read and checked.
 *
 * @param service short name: {@code x-busway.service}, else the title as a slug
 * @param title as in the document
 * @param version of the document
 * @param asyncapi version of the specification
 * @param channels all channels, in document order
 * @param operations all operations, in document order
 * @param proxies paths of the HTTP door that are passed on to services, in document order
 * @param document the whole document as JSON text, with {@code $ref} to other files bundled
 * @param notes what Busway reads but does not act on, a sentence each (protocols it has no door for, ...)
 */
public record Contract(
        String service,
        String title,
        String version,
        String asyncapi,
        List<ChannelSpec> channels,
        List<OperationSpec> operations,
        List<ProxyRoute> proxies,
        String document,
        List<String> notes) {

    /** Without paths that are passed on. */
    public Contract(
            String service,
            String title,
            String version,
            String asyncapi,
            List<ChannelSpec> channels,
            List<OperationSpec> operations,
            String document,
            List<String> notes) {
        this(service, title, version, asyncapi, channels, operations, List.of(), document, notes);
    }

    public Optional<ChannelSpec> channel(String address) {
        for (ChannelSpec channel : channels) {
            if (channel.address().equals(address)) {
                return Optional.of(channel);
            }
        }
        return Optional.empty();
    }

    /** What in this contract needs a database, a sentence each; a node without one refuses to start with these. */
    public List<String> databaseNeeds() {
        Stream<String> promises = channels.stream()
                .filter(ChannelSpec::needsDatabase)
                .map(channel -> "channel " + channel.name() + " promises "
                        + channel.delivery().word() + " over " + channel.transport() + ", which needs a database");
        Stream<String> answers = operations.stream()
                .filter(OperationSpec::needsDatabase)
                .map(operation -> "operation " + operation.name() + " responds later, which needs a database");
        return Stream.concat(promises, answers).toList();
    }

    /** The operations on one channel. */
    public List<OperationSpec> operationsOn(String address) {
        return operations.stream()
                .filter(operation -> operation.channel().equals(address))
                .toList();
    }
}
