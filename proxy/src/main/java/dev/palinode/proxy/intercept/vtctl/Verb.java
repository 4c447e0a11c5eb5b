package dev.palinode.proxy.intercept.vtctl;

import dev.palinode.engine.sql.cluster.VtctlCommand;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How a command of VTCTL is written. */
interface Verb {
    /** Its name. */
    String spelling();

    /** What stands behind the name; may be empty. */
    String usage();

    /** What it does, in a sentence. */
    String summary();

    /** The names of its options. */
    Set<String> options();

    /** The whole of it. */
    default String form() {
        return ("VTCTL " + spelling() + " " + usage()).strip();
    }

    /** Makes sure that a command has the options and as many arguments as there are. */
    default void requireForm(VtctlCommand command) {
        for (String option : command.options().keySet()) {
            if (!options().contains(option)) {
                throw VtctlCommand.wrong(spelling() + " has no option --" + option + "; it is written: " + form());
            }
        }
        long wanted = Arrays.stream(usage().split(" ", -1))
                .filter(word -> word.startsWith("<") && !word.endsWith("]"))
                .count();
        if (command.arguments().size() != wanted) {
            throw VtctlCommand.wrong(spelling() + " is written: " + form());
        }
    }

    /** The one of that name, in any letter case. */
    static <V extends Verb> Optional<V> named(List<V> verbs, String name) {
        return verbs.stream()
                .filter(verb -> verb.spelling().equalsIgnoreCase(name))
                .findFirst();
    }

    /** Their names, for people. */
    static String names(List<? extends Verb> verbs) {
        return verbs.stream().map(Verb::spelling).collect(Collectors.joining(", "));
    }
}
