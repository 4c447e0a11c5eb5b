package dev.palinode.proxy.auth.users;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A YAML mapping, read field by field as texts; every mistake is noted with its line. */
final class YamlFields {
    private final Node node;
    private final Mistakes mistakes;
    private final Map<String, Node> fields = new LinkedHashMap<>();

    /** What is wrong with a file, in the order of finding. */
    static final class Mistakes {
        private final List<String> list = new ArrayList<>();
        private final String file;

        Mistakes(String file) {
            this.file = file;
        }

        void add(String what) {
            list.add(file + ": " + what);
        }

        void add(Node at, String what) {
            add("line " + (at.getStartMark().getLine() + 1) + ": " + what);
        }

        List<String> list() {
            return list;
        }
    }

    private YamlFields(Node node, Mistakes mistakes) {
        this.node = node;
        this.mistakes = mistakes;
    }

    /** The fields of a mapping; empty, with a mistake, if it is none. */
    static Optional<YamlFields> of(Node node, String what, List<String> known, Mistakes mistakes) {
        if (!(node instanceof MappingNode mapping)) {
            mistakes.add(node, what + " must be keys with values");
            return Optional.empty();
        }
        YamlFields read = new YamlFields(node, mistakes);
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            if (!known.contains(key)) {
                mistakes.add(tuple.getKeyNode(), unknown(key, known));
            } else if (read.fields.putIfAbsent(key, tuple.getValueNode()) != null) {
                mistakes.add(tuple.getKeyNode(), key + " is there twice");
            }
        }
        return Optional.of(read);
    }

    private static String unknown(String key, List<String> known) {
        return key.equals("password")
                ? "no passwords in this file: use hash (see palinode user hash), or secret: env:NAME or file:PATH"
                : "unknown key " + key + "; known are " + String.join(", ", new TreeSet<>(known));
    }

    Node node() {
        return node;
    }

    boolean has(String key) {
        return fields.containsKey(key);
    }

    /** Where a field is, or else the mapping. */
    Node at(String key) {
        return fields.getOrDefault(key, node);
    }

    /** A text that is not empty. */
    Optional<String> text(String key) {
        return Optional.ofNullable(fields.get(key)).flatMap(value -> textOf(key, value));
    }

    /** One text, or a list of texts. */
    List<String> texts(String key) {
        Node value = fields.get(key);
        if (value == null) {
            return List.of();
        }
        List<Node> nodes = value instanceof SequenceNode list ? list.getValue() : List.of(value);
        return nodes.stream().flatMap(item -> textOf(key, item).stream()).toList();
    }

    private Optional<String> textOf(String key, Node value) {
        if (value instanceof ScalarNode scalar
                && scalar.getTag().equals(Tag.STR)
                && !scalar.getValue().isEmpty()) {
            return Optional.of(scalar.getValue());
        }
        mistakes.add(value, key + " must be a text that is not empty; put it in quotes");
        return Optional.empty();
    }

    /** The items of a list. */
    List<Node> items(String key) {
        Node value = fields.get(key);
        if (value instanceof SequenceNode list) {
            return list.getValue();
        }
        if (value != null) {
            mistakes.add(value, key + " must be a list");
        }
        return List.of();
    }

    Optional<Node> child(String key) {
        return Optional.ofNullable(fields.get(key));
    }
}
