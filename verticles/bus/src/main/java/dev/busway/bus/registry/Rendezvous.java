package dev.busway.bus.registry;

/**
 * Rendezvous hashing (highest random weight): a key belongs to the instance with the greatest weight for it. When an instance
 * comes or goes only the keys that it gets or had move, one in as many as there are instances. Every node computes the same.
 */
public final class Rendezvous {
    private Rendezvous() {}

    /** What an instance adds to the weights of all keys; make it once. */
    public static int seed(String node, int instance) {
        return mixed(31 * node.hashCode() + instance);
    }

    /** The weight of a key at an instance. */
    public static int weight(int seed, String key) {
        return mixed(seed ^ (key.hashCode() * 0x9E3779B9));
    }

    /** The finish of MurmurHash3 (public domain): each bit of the input changes half of the output's. */
    private static int mixed(int in) {
        int bits = in;
        bits = (bits ^ (bits >>> 16)) * 0x85EBCA6B;
        bits = (bits ^ (bits >>> 13)) * 0xC2B2AE35;
        return bits ^ (bits >>> 16);
    }
}
