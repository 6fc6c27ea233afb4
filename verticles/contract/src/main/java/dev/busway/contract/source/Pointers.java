package dev.busway.contract.source;

/** JSON pointers as text (RFC 6901): kept as strings because most are only compared, joined and shown. */
public final class Pointers {
    private Pointers() {}

    /** The pointer to {@code name} inside what {@code pointer} names. */
    public static String child(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    public static String child(String pointer, int index) {
        return pointer + "/" + index;
    }

    /** The pointer without its last segment; of the whole, the whole. */
    public static String parent(String pointer) {
        int slash = pointer.lastIndexOf('/');
        return slash < 0 ? "" : pointer.substring(0, slash);
    }

    /** The last segment, unescaped; of the whole, nothing. */
    public static String last(String pointer) {
        int slash = pointer.lastIndexOf('/');
        return slash < 0 ? "" : unescape(pointer.substring(slash + 1));
    }

    /** The pointer of a reference inside one document, {@code #/a/b}. */
    public static String ofReference(String ref) {
        return ref.substring(ref.indexOf('#') + 1).replace("%25", "%");
    }

    static String unescape(String segment) {
        return segment.replace("~1", "/").replace("~0", "~");
    }
}
