package dev.busway.bus.stage;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Stage;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.MessageSpec;
import dev.busway.contract.PayloadFault;
import dev.busway.contract.PayloadValidator;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Refuses a payload that does not fit its message's schema, with the pointer of each fault. Looks before only. */
public final class Validation implements Stage {
    private final Map<String, PayloadValidator> validators;

    public Validation(ChannelSpec channel) {
        this.validators = channel.messages().stream()
                .collect(Collectors.toUnmodifiableMap(
                        MessageSpec::type, MessageSpec::validator, (first, same) -> first));
    }

    @Override
    public Future<Outcome> pass(Message message, Next next) {
        PayloadValidator validator = validators.get(message.type());
        if (validator == null) {
            return next.pass(message);
        }
        List<PayloadFault> faults = validator.check(message.payload());
        return faults.isEmpty() ? next.pass(message) : Future.succeededFuture(invalid(message, faults));
    }

    private static Outcome invalid(Message message, List<PayloadFault> faults) {
        PayloadFault first = faults.get(0);
        return new Outcome.Refused(new Problem(
                Problem.Kind.INVALID,
                "The payload of " + message.type() + " is wrong at "
                        + (first.pointer().isEmpty() ? "/" : first.pointer()) + ": " + first.reason(),
                "Send what the message's schema in the contract asks for.",
                null,
                faults.stream()
                        .map(fault -> new Problem.Fault(fault.pointer(), fault.reason()))
                        .toList()));
    }
}
