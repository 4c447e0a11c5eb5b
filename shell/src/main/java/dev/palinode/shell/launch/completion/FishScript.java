package dev.palinode.shell.launch.completion;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes completions for fish: a line for each command and each option. */
final class FishScript {
    private FishScript() {}

    static String of(CommandSpec root) {
        StringBuilder script = new StringBuilder();
        String begin = "complete -c " + root.name();
        script.append(begin).append(" -f\n");
        for (CommandLine command : root.subcommands().values()) {
            CommandSpec spec = command.getCommandSpec();
            script.append(begin)
                    .append(" -n __fish_use_subcommand -a ")
                    .append(spec.name())
                    .append(" -d ")
                    .append(quote(first(spec.usageMessage().description())))
                    .append('\n');
            for (OptionSpec option : spec.options()) {
                script.append(begin)
                        .append(" -n '__fish_seen_subcommand_from ")
                        .append(spec.name())
                        .append("'")
                        .append(words(option))
                        .append(" -d ")
                        .append(quote(first(option.description())))
                        .append('\n');
            }
        }
        return script.toString();
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
        String line = lines.length == 0 ? "" : lines[0];
        int end = line.indexOf(". ");
        return end < 0 ? line : line.substring(0, end + 1);
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
