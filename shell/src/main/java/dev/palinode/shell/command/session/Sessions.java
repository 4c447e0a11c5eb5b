package dev.palinode.shell.command.session;

import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.session.BenchCommand.Deed;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The commands about the shell itself, all but help. */
public final class Sessions {
    /** Shows what fits on the screen at once without a stop, keeps colours, leaves the text on the screen. */
    private static final String LESS = "less -SRFX";

    /** A semicolon in the line of a program is the program's own. */
    private static final Set<String> PROGRAMS = Set.of("pager", "system");

    private Sessions() {}

    /**
     * All of them.
     *
     * @return in the order in which help lists them
     */
    public static List<Command> commands() {
        return List.of(
                new UseCommand(),
                new StatusCommand(),
                new ReconnectCommand(),
                bench(
                        "source",
                        "<file>",
                        "run a script",
                        "source changes.sql",
                        Sessions::given,
                        (bench, file) -> bench.source(path(file)),
                        "\\."),
                bench(
                        "tee",
                        "<file>",
                        "copy results into a file, too",
                        "tee session.log",
                        Sessions::given,
                        (bench, file) -> bench.tee(Optional.of(path(file))),
                        "\\T"),
                bench(
                        "notee",
                        "",
                        "no longer copy results",
                        "notee",
                        String::isEmpty,
                        (bench, none) -> bench.tee(Optional.empty()),
                        "\\t"),
                bench(
                        "pager",
                        "[program]",
                        "show results through a program, " + LESS + " if none is named",
                        "pager less -S",
                        operand -> true,
                        (bench, program) -> bench.pager(Optional.of(program.isEmpty() ? usualPager() : program)),
                        "\\P"),
                bench(
                        "nopager",
                        "",
                        "show results directly",
                        "nopager",
                        String::isEmpty,
                        (bench, none) -> bench.pager(Optional.empty()),
                        "\\n"),
                bench(
                        "edit",
                        "",
                        "open the last statement in $VISUAL, or else $EDITOR, or else vi",
                        "edit",
                        String::isEmpty,
                        (bench, none) -> bench.edit(),
                        "\\e"),
                bench(
                        "system",
                        "<program>",
                        "run a program",
                        "system ls -l",
                        Sessions::given,
                        (bench, program) -> bench.system(program),
                        "\\!"),
                new QuitCommand());
    }

    private static Command bench(
            String name,
            String operands,
            String summary,
            String example,
            Predicate<String> takes,
            Deed deed,
            String... aliases) {
        return new BenchCommand(
                Manual.of(Group.SHELL, name, operands, summary, example).alias(aliases),
                takes,
                deed,
                PROGRAMS.contains(name));
    }

    private static boolean given(String operand) {
        return !operand.isEmpty();
    }

    private static String usualPager() {
        return Optional.ofNullable(System.getenv("PAGER"))
                .filter(p -> !p.isBlank())
                .orElse(LESS);
    }

    private static Path path(String typed) {
        String bare = typed.length() > 1 && (typed.startsWith("'") || typed.startsWith("\""))
                ? typed.substring(1, typed.length() - 1)
                : typed;
        return Operands.path(bare);
    }
}
