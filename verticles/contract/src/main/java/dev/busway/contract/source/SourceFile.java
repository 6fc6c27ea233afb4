package dev.busway.contract.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;

/** One file, parsed: for reading only. */
public final class SourceFile {
    private final String name;
    private final Path path;
    private final JsonNode tree;
    private final Lines lines;

    SourceFile(String name, Path path, JsonNode tree, Lines lines) {
        this.name = name;
        this.path = path;
        this.tree = tree;
        this.lines = lines;
    }

    /** As the author named it. */
    public String name() {
        return name;
    }

    Path path() {
        return path;
    }

    public JsonNode tree() {
        return tree;
    }

    int line(String pointer) {
        return lines.of(pointer);
    }

    /** The place that {@code pointer} names. */
    public Place at(String pointer) {
        return new Place(this, pointer);
    }
}
