package dev.busway.contract;

/**
 * One fault of a contract, told so that its author can mend it.
 *
 * @param file as the author named it
 * @param line from 1; 0 where it is not known
 * @param pointer RFC 6901 JSON pointer into the file
 * @param cause what is wrong, in one sentence
 * @param mend what to do about it, in one sentence
 */
public record ContractFault(String file, int line, String pointer, String cause, String mend) {
    @Override
    public String toString() {
        return file + ":" + line + " " + (pointer.isEmpty() ? "/" : pointer) + ": " + cause + " Mend: " + mend;
    }
}
