package dev.busway.bus.registry;

/**
 * What a node says every few seconds: small, however many groups it has.
 *
 * @param beat rises with each time it says anything
 * @param version the beat at which its groups changed last; 0: it never had any
 */
record Sign(String node, long beat, long version) {
    String write() {
        return beat + " " + version;
    }

    /** @throws IllegalArgumentException for what no node of this version wrote */
    static Sign read(String node, String text) {
        int gap = text.indexOf(' ');
        if (gap < 0) {
            throw new IllegalArgumentException("no sign of a node: " + text);
        }
        return new Sign(node, Long.parseLong(text.substring(0, gap)), Long.parseLong(text.substring(gap + 1)));
    }
}
