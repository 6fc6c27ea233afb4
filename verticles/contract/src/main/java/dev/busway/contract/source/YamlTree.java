package dev.busway.contract.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.busway.contract.ContractFault;
import java.math.BigInteger;
import java.util.Locale;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Turns composed YAML into the JSON tree that it means; what JSON cannot say is a fault. */
final class YamlTree {
    /** An alias may stand for much: this many values end a billion laughs. */
    private static final int MOST_VALUES = 500_000;

    private static final int DEEPEST = 200;

    private final String file;
    private final Faults faults;
    private int values;

    YamlTree(String file, Faults faults) {
        this.file = file;
        this.faults = faults;
    }

    JsonNode convert(Node node, String pointer, int depth) {
        if (depth > DEEPEST || ++values > MOST_VALUES) {
            if (values <= MOST_VALUES || values == MOST_VALUES + 1) {
                fault(
                        node,
                        pointer,
                        "It nests too deeply or grows too large.",
                        "Look for an alias (*name) inside its own anchor.");
            }
            return NullNode.getInstance();
        }
        if (node instanceof MappingNode map) {
            return object(map, pointer, depth);
        }
        if (node instanceof SequenceNode list) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(list.getValue().size());
            for (Node element : list.getValue()) {
                array.add(convert(element, Pointers.child(pointer, array.size()), depth + 1));
            }
            return array;
        }
        return scalar((ScalarNode) node, pointer);
    }

    private ObjectNode object(MappingNode map, String pointer, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple pair : map.getValue()) {
            if (!(pair.getKeyNode() instanceof ScalarNode key)) {
                fault(pair.getKeyNode(), pointer, "A key is a list or an object.", "Write the key as text.");
                continue;
            }
            String name = key.getValue();
            String child = Pointers.child(pointer, name);
            if (name.equals("<<") && key.isPlain()) {
                fault(key, child, "YAML 1.2 has no merge key <<.", "Write the keys out, or use $ref.");
            } else if (object.has(name)) {
                fault(key, child, "The key " + name + " stands here twice.", "Keep one of the two.");
            } else {
                object.set(name, convert(pair.getValueNode(), child, depth + 1));
            }
        }
        return object;
    }

    private JsonNode scalar(ScalarNode node, String pointer) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.STR)) {
            return TextNode.valueOf(text);
        }
        if (tag.equals(Tag.NULL)) {
            return NullNode.getInstance();
        }
        if (tag.equals(Tag.BOOL)) {
            return BooleanNode.valueOf(text.toLowerCase(Locale.ROOT).equals("true"));
        }
        try {
            if (tag.equals(Tag.INT)) {
                return integer(text);
            }
            if (tag.equals(Tag.FLOAT)) {
                return DoubleNode.valueOf(Double.parseDouble(text));
            }
        } catch (NumberFormatException notJson) {
            fault(node, pointer, text + " is a number that JSON does not have.", "Quote it, or write another number.");
            return NullNode.getInstance();
        }
        fault(node, pointer, "The YAML tag " + tag + " has no meaning here.", "Take the tag away.");
        return NullNode.getInstance();
    }

    private static JsonNode integer(String text) {
        BigInteger value = text.startsWith("0x")
                ? new BigInteger(text.substring(2), 16)
                : text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
        if (value.bitLength() < Integer.SIZE) {
            return IntNode.valueOf(value.intValue());
        }
        return value.bitLength() < Long.SIZE ? LongNode.valueOf(value.longValue()) : BigIntegerNode.valueOf(value);
    }

    private void fault(Node node, String pointer, String cause, String mend) {
        faults.add(new ContractFault(file, YamlText.lineOf(node), pointer, cause, mend));
    }
}
