package dev.busway.contract.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.busway.contract.ContractFault;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML 1.2 (core schema): {@code no} is text, {@code 012} is twelve, and a repeated key is a fault. */
final class YamlText {
    /** What aliases may add up to is bounded by {@link YamlTree}; this bounds their number. */
    private static final int MOST_ALIASES = 1_000;

    private YamlText() {}

    static SourceFile read(String name, Path path, String text, Faults faults) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setSchema(new CoreSchema())
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setCodePointLimit(Sources.MAX_FILE_BYTES)
                .build();
        try {
            Node root = new Compose(settings).composeString(text).orElse(null);
            if (root == null) {
                return new SourceFile(name, path, MissingNode.getInstance(), pointer -> 1);
            }
            JsonNode tree = new YamlTree(name, faults).convert(root, "", 0);
            return new SourceFile(name, path, tree, pointer -> line(root, pointer));
        } catch (MarkedYamlEngineException broken) {
            int line = broken.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            faults.add(
                    new ContractFault(name, line, "", "This is not YAML: " + broken.getProblem() + ".", mend(broken)));
        } catch (YamlEngineException unreadable) {
            String cause = String.valueOf(unreadable.getMessage()).replace('\n', ' ');
            faults.add(
                    new ContractFault(name, 0, "", "This is not YAML: " + cause + ".", "Save it as plain UTF-8 text."));
        } catch (StackOverflowError bottomless) { // the parser is recursive and has no limit of its own
            faults.add(
                    new ContractFault(name, 0, "", "It nests too deeply.", "Check the brackets and the indentation."));
        }
        return new SourceFile(name, path, MissingNode.getInstance(), pointer -> 1);
    }

    private static String mend(MarkedYamlEngineException broken) {
        return String.valueOf(broken.getProblem()).contains("\\t")
                ? "Indent with spaces."
                : "Check the indentation, quotes and brackets on this line and the one above it.";
    }

    private static int line(Node root, String pointer) {
        Node at = root;
        int line = lineOf(root);
        for (String escaped :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
            String segment = Pointers.unescape(escaped);
            Node next = null;
            if (at instanceof MappingNode map) {
                for (NodeTuple pair : map.getValue()) {
                    if (pair.getKeyNode() instanceof ScalarNode key
                            && key.getValue().equals(segment)) {
                        line = lineOf(key);
                        next = pair.getValueNode();
                    }
                }
            } else if (at instanceof SequenceNode list && segment.matches("\\d{1,9}")) {
                int index = Integer.parseInt(segment);
                if (index < list.getValue().size()) {
                    next = list.getValue().get(index);
                    line = lineOf(next);
                }
            }
            if (next == null) {
                return line;
            }
            at = next;
        }
        return line;
    }

    static int lineOf(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }
}
