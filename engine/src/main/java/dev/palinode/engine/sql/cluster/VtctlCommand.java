package dev.palinode.engine.sql.cluster;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.sql.GoDuration;
import dev.palinode.engine.sql.ShellWords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A VTCTL statement: a command of vtctldclient with its options and arguments, in words as a shell has them.
 *
 * @param name as written
 * @param options by name without the dashes; an option without a value has {@code true}
 * @param arguments the other words
 */
public record VtctlCommand(String name, Map<String, String> options, List<String> arguments) {
    private static final String WORD = "VTCTL";

    public VtctlCommand {
        options = Map.copyOf(options);
        arguments = List.copyOf(arguments);
    }

    /**
     * Reads a statement that begins with VTCTL. An option's value stands behind a blank or a {@code =}; in names
     * underscores are dashes, as in Vitess.
     *
     * @param flags the names of options that take no value
     * @throws EngineFault if a quote is not closed, or an option is given twice or lacks its value
     */
    public static VtctlCommand parse(String statement, Set<String> flags) {
        String text = statement.strip();
        int begin = text.toUpperCase(Locale.ROOT).indexOf(WORD) + WORD.length();
        List<String> words = ShellWords.split(text.substring(begin))
                .orElseThrow(() -> new EngineFault(EngineFault.Kind.SYNTAX, "a quote is not closed in: " + text));
        Map<String, String> options = new LinkedHashMap<>();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("--")) {
                others.add(word);
                continue;
            }
            int sign = word.indexOf('=');
            String name = (sign < 0 ? word.substring(2) : word.substring(2, sign)).replace('_', '-');
            String value = sign < 0 ? "true" : word.substring(sign + 1);
            if (sign < 0 && !flags.contains(name)) {
                if (i + 1 == words.size()) {
                    throw wrong("the option --" + name + " needs a value");
                }
                value = words.get(++i);
            }
            if (options.put(name, value) != null) {
                throw wrong("the option --" + name + " is given twice");
            }
        }
        String command = others.isEmpty() ? "help" : others.remove(0);
        return new VtctlCommand(command, options, others);
    }

    /** What is wrong with a command, for the client. */
    public static EngineFault wrong(String message) {
        return new EngineFault(EngineFault.Kind.WRONG_ARGUMENT, message);
    }

    /** The value of an option. */
    public Optional<String> option(String option) {
        return Optional.ofNullable(options.get(option));
    }

    /**
     * The value of an option that is a duration as Go writes it.
     *
     * @throws EngineFault if it is none, or negative
     */
    public Optional<Duration> duration(String option) {
        return option(option)
                .map(text -> GoDuration.parse(text)
                        .filter(time -> !time.isNegative())
                        .orElseThrow(
                                () -> wrong("--" + option + " takes a duration such as 15s, not \"" + text + "\"")));
    }

    /** An alias as we write it: Vitess pads the number with zeros, {@code zone1-0000000101}. */
    public static String alias(String written) {
        int dash = written.lastIndexOf('-');
        String number = written.substring(dash + 1).replaceFirst("^0+(?=[0-9])", "");
        return written.substring(0, dash + 1) + number;
    }
}
