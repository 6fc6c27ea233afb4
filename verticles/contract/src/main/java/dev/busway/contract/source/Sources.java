package dev.busway.contract.source;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.busway.contract.ContractFault;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files below one root folder. A {@code $ref} that leads out of it, by {@code ..}, by a symbolic link or by a URL, is a
 * fault: a contract must not make a node read or fetch what its operator did not put there. One thread at a time.
 */
public final class Sources {
    /** A larger file is refused. */
    static final int MAX_FILE_BYTES = 16 * 1024 * 1024;

    /** More files are refused. */
    private static final int MAX_FILES = 1_000;

    private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

    private final Path root;
    private final Faults faults;
    private final Map<Path, SourceFile> files = new HashMap<>();

    public Sources(Path root, Faults faults) {
        this.root = real(root);
        this.faults = faults;
    }

    /** Reads the document itself; a file that cannot be read is a fault and has no tree. */
    public SourceFile open(Path file) {
        return open(file.toString(), real(file));
    }

    /** Where {@code ref} leads, written at {@code from}; empty, and a fault, where it leads nowhere. */
    Optional<Place> resolve(Place from, String ref) {
        int hash = ref.indexOf('#');
        String path = decode(hash < 0 ? ref : ref.substring(0, hash));
        String pointer = decode(hash < 0 ? "" : ref.substring(hash + 1));
        if (URL.matcher(path).matches()) {
            return refuse(
                    from,
                    "$ref leads to " + path + ", and Busway reads no URLs.",
                    "Put a copy of that file beside the contract and refer to the copy.");
        }
        if (!pointer.isEmpty() && !pointer.startsWith("/")) {
            return refuse(
                    from,
                    "$ref names the anchor #" + pointer + ", and Busway knows JSON pointers only.",
                    "Write the path to it, like #/components/schemas/" + pointer + ".");
        }
        Optional<SourceFile> file = path.isEmpty() ? Optional.of(from.file()) : find(from, path);
        return file.map(found -> found.at(pointer));
    }

    private Optional<SourceFile> find(Place from, String path) {
        Path target;
        try {
            target = real(from.file().path().resolveSibling(path));
        } catch (InvalidPathException notAPath) {
            return refuse(from, "$ref names " + path + ", which is no file name.", "Write a relative path.");
        }
        if (!target.startsWith(root)) {
            return refuse(
                    from,
                    "$ref leads to " + path + ", outside of the folder that holds the contracts.",
                    "Move that file into the contracts' folder.");
        }
        if (!Files.isRegularFile(target)) {
            return refuse(
                    from,
                    "$ref names the file " + path + ", which is not there.",
                    "Correct the path; it counts from the folder of the file in which it stands.");
        }
        if (files.size() >= MAX_FILES) {
            return refuse(from, "The contract refers to more than " + MAX_FILES + " files.", "Join some of them.");
        }
        String name =
                Path.of(from.file().name()).resolveSibling(path).normalize().toString();
        SourceFile file = open(name, target);
        return file.tree().isMissingNode() ? Optional.empty() : Optional.of(file);
    }

    private SourceFile open(String name, Path path) {
        SourceFile known = files.get(path);
        if (known != null) {
            return known;
        }
        SourceFile read = read(name, path);
        files.put(path, read);
        return read;
    }

    private SourceFile read(String name, Path path) {
        try {
            if (Files.size(path) > MAX_FILE_BYTES) {
                return unreadable(name, path, "The file is larger than " + MAX_FILE_BYTES + " bytes.", "Split it.");
            }
            String text = Files.readString(path);
            return name.toLowerCase(Locale.ROOT).endsWith(".json")
                    ? JsonText.read(name, path, text, faults)
                    : YamlText.read(name, path, text, faults);
        } catch (CharacterCodingException binary) {
            return unreadable(name, path, "The file is not UTF-8 text.", "Save it as UTF-8.");
        } catch (IOException unreadable) {
            return unreadable(
                    name,
                    path,
                    "The file cannot be read (" + unreadable.getClass().getSimpleName() + ").",
                    "Check that it exists and may be read.");
        }
    }

    private SourceFile unreadable(String name, Path path, String cause, String mend) {
        faults.add(new ContractFault(name, 0, "", cause, mend));
        return new SourceFile(name, path, MissingNode.getInstance(), pointer -> 0);
    }

    private <T> Optional<T> refuse(Place from, String cause, String mend) {
        faults.add(from, cause, mend);
        return Optional.empty();
    }

    private static String decode(String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException literal) {
            return part;
        }
    }

    /** With links followed, where the file is there. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException absent) {
            return path.toAbsolutePath().normalize();
        }
    }
}
