package dev.busway.contract.compatibility;

import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Contract;
import dev.busway.contract.OperationSpec;
import dev.busway.contract.source.Pointers;
import java.util.List;
import java.util.Optional;

/** Compares two contracts: channels by address, operations by name. */
final class ContractComparison {
    private final Contract old;
    private final Contract now;
    private final Report report = new Report();

    ContractComparison(Contract old, Contract now) {
        this.old = old;
        this.now = now;
    }

    List<Difference> differences() {
        report.changed(
                "/info",
                old.service(),
                now.service(),
                one -> one,
                "the service",
                Level.MAJOR,
                "callers look for the old name");
        report.changed(
                "/info/title", old.title(), now.title(), one -> one, "the title", Level.COMPATIBLE, "words only");
        channels();
        operations();
        return report.all();
    }

    private void channels() {
        MessageComparison messages = new MessageComparison(Document.of(old), Document.of(now), report);
        for (ChannelSpec was : old.channels()) {
            Optional<ChannelSpec> is = now.channel(was.address());
            if (is.isEmpty()) {
                report.add(pointer(was), Level.MAJOR, "the channel " + was.address() + " is gone");
                continue;
            }
            ChannelComparison.compare(report, pointer(is.get()), was, is.get());
            Side side = Ends.of(old, was.address()).and(Ends.of(now, was.address()));
            messages.compare(was, is.get(), side);
        }
        for (ChannelSpec is : now.channels()) {
            if (old.channel(is.address()).isEmpty()) {
                report.add(pointer(is), Level.MINOR, "the channel " + is.address() + " is new");
            }
        }
    }

    private void operations() {
        for (OperationSpec was : old.operations()) {
            Optional<OperationSpec> is = find(now, was.name());
            if (is.isPresent()) {
                OperationComparison.compare(report, pointer(is.get()), was, is.get());
            } else {
                report.add(pointer(was), Level.MAJOR, "the operation " + was.name() + " is gone");
            }
        }
        for (OperationSpec is : now.operations()) {
            if (find(old, is.name()).isEmpty()) {
                report.add(pointer(is), Level.MINOR, "the operation " + is.name() + " is new");
            }
        }
    }

    private static Optional<OperationSpec> find(Contract contract, String name) {
        return contract.operations().stream()
                .filter(operation -> operation.name().equals(name))
                .findFirst();
    }

    static String pointer(ChannelSpec channel) {
        return Pointers.child("/channels", channel.name());
    }

    private static String pointer(OperationSpec operation) {
        return Pointers.child("/operations", operation.name());
    }
}
