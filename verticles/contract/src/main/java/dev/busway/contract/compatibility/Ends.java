package dev.busway.contract.compatibility;

import dev.busway.contract.Contract;
import dev.busway.contract.OperationSpec;
import dev.busway.contract.OperationSpec.Action;

/** Who stands at the other end of a service's channels. */
final class Ends {
    private Ends() {}

    /** Of this channel; both, where no operation tells. */
    static Side of(Contract contract, String address) {
        boolean senders = false;
        boolean receivers = false;
        for (OperationSpec operation : contract.operations()) {
            boolean takes = operation.action() == Action.RECEIVE;
            if (operation.channel().equals(address)) {
                senders |= takes;
                receivers |= !takes;
            }
            if (operation.replyChannel().filter(address::equals).isPresent()) {
                // Answers go the other way.
                senders |= !takes;
                receivers |= takes;
            }
        }
        return senders == receivers ? Side.BOTH : senders ? Side.SENDERS : Side.RECEIVERS;
    }
}
