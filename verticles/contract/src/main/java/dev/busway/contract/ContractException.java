package dev.busway.contract;

import java.util.List;
import java.util.stream.Collectors;

/** A contract cannot be run; the message lists every fault, one a line. */
public final class ContractException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<ContractFault> faults;

    public ContractException(List<ContractFault> faults) {
        super(faults.stream().map(ContractFault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    public List<ContractFault> faults() {
        return faults;
    }
}
