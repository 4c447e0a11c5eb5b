package dev.palinode.shell.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What follows the name of a command, cut into words and options. */
public final class Operands {
    private final List<String> words;
    private final Map<String, String> options;

    private Operands(List<String> words, Map<String, String> options) {
        this.words = List.copyOf(words);
        this.options = Map.copyOf(options);
    }

    /** A file or directory as a person names it: what begins with {@code ~/} is below the user's own. */
    public static Path path(String typed) {
        return typed.startsWith("~/")
                ? Path.of(System.getProperty("user.home", "."), typed.substring(2))
                : Path.of(typed);
    }

    /**
     * Reads a command that has so many words and knows these options.
     *
     * @param manual says how the command is written, for the message
     * @param text what follows the name; words may be in single or double quotes
     * @param most how many words there may be besides options
     * @param switches options without a value, such as {@code --yes}
     * @param valued options with one, as {@code --timeout 5m} or {@code --timeout=5m}
     * @return the parts
     * @throws CommandFailure when it is written otherwise
     */
    public static Operands parse(Manual manual, String text, int most, Set<String> switches, Set<String> valued)
            throws CommandFailure {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        List<String> given = split(text);
        for (int i = 0; i < given.size(); i++) {
            String word = given.get(i);
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (!word.startsWith("--")) {
                words.add(word);
            } else if (switches.contains(word)) {
                options.put(word, "");
            } else if (valued.contains(name) && equals > 0) {
                options.put(name, word.substring(equals + 1));
            } else if (valued.contains(name) && i + 1 < given.size()) {
                options.put(name, given.get(++i));
            } else {
                throw misuse(manual, "there is no option " + name + ", or its value is missing");
            }
        }
        if (words.size() > most) {
            throw misuse(manual, "'" + words.get(most) + "' is one word too many");
        }
        return new Operands(words, options);
    }

    /**
     * Says how a command is to be written.
     *
     * @param manual of the command
     * @param what what is wrong
     * @return a failure
     */
    public static CommandFailure misuse(Manual manual, String what) {
        return CommandFailure.usage(what + "; usage: " + manual.usage());
    }

    /**
     * Cuts at blanks that are not in quotes.
     *
     * @param text any line
     * @return the words, without the quotes
     */
    public static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                begun = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }

    /**
     * A word.
     *
     * @param index from 0
     * @return empty when there are fewer
     */
    public Optional<String> word(int index) {
        return index < words.size() ? Optional.of(words.get(index)) : Optional.empty();
    }

    /**
     * All words.
     *
     * @return in their order, without options
     */
    public List<String> words() {
        return words;
    }

    /**
     * Tells whether an option was given.
     *
     * @param name with its dashes
     * @return true when it was
     */
    public boolean has(String name) {
        return options.containsKey(name);
    }

    /**
     * The value of an option.
     *
     * @param name with its dashes
     * @return empty when it was not given
     */
    public Optional<String> value(String name) {
        return Optional.ofNullable(options.get(name));
    }
}
