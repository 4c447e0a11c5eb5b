package dev.palinode.shell.launch.completion;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes completions for fish: a line for each command, each option, and each list of words that may follow. */
final class FishScript {
    private FishScript() {}

    static String of(CommandSpec root) {
        StringBuilder script = new StringBuilder();
        String begin = "complete -c " + root.name();
        script.append(begin).append(" -f\n");
        for (CommandLine command : root.subcommands().values()) {
            CommandSpec spec = command.getCommandSpec();
            line(
                    script,
                    begin,
                    "__fish_use_subcommand",
                    " -a " + spec.name(),
                    spec.usageMessage().description());
            String here = "__fish_seen_subcommand_from " + spec.name();
            rest(script, begin, here, spec);
            String inner = String.join(" ", spec.subcommands().keySet());
            for (CommandLine nested : spec.subcommands().values()) {
                CommandSpec one = nested.getCommandSpec();
                String none = here + "; and not __fish_seen_subcommand_from " + inner;
                line(
                        script,
                        begin,
                        none,
                        " -a " + one.name(),
                        one.usageMessage().description());
                rest(script, begin, here + "; and __fish_seen_subcommand_from " + one.name(), one);
            }
        }
        return script.toString();
    }

    /** The options and the words of a command. */
    private static void rest(StringBuilder script, String begin, String where, CommandSpec spec) {
        for (PositionalParamSpec word : spec.positionalParameters()) {
            String choice = candidates(word);
            if (!choice.isEmpty()) {
                line(script, begin, where, choice, word.description());
            }
        }
        for (OptionSpec option : spec.options()) {
            line(script, begin, where, words(option) + candidates(option), option.description());
        }
    }

    private static void line(StringBuilder script, String begin, String where, String what, String[] description) {
        script.append(begin)
                .append(" -n ")
                .append(where.contains(" ") ? "'" + where + "'" : where)
                .append(what)
                .append(" -d ")
                .append(quote(first(description)))
                .append('\n');
    }

    private static String candidates(ArgSpec argument) {
        if (argument.completionCandidates() == null) {
            return "";
        }
        String all = StreamSupport.stream(argument.completionCandidates().spliterator(), false)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" "));
        return all.isEmpty() ? "" : " -a '" + all + "'";
    }

    private static String words(OptionSpec option) {
        StringBuilder words = new StringBuilder();
        for (String name : option.names()) {
            words.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        boolean file = option.paramLabel().equals("FILE") || option.paramLabel().equals("DIR");
        boolean valued = option.arity().max() > 0;
        return words + (valued ? file ? " -r -F" : " -x" : "");
    }

    private static String first(String[] lines) {
        // The texts of picocli are formats; those of its own help begin with a line break.
        String line = Arrays.stream(lines)
                .map(text -> text.replace("%n", "\n").replace("%%", "%").strip())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("")
                .replaceAll("\\R(?s).*", "");
        int end = line.indexOf(". ");
        return end < 0 ? line : line.substring(0, end + 1);
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
