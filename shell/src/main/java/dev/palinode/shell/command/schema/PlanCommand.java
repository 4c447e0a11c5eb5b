package dev.palinode.shell.command.schema;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.ShellContext;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code plan} of files, which is {@code diff}. In front of a statement the word goes with that to whoever sends it. */
final class PlanCommand implements Command {
    private static final Manual MANUAL = new Manual(
            Group.WATCH,
            List.of("plan"),
            "<ALTER|CREATE|DROP ...>;",
            "what would become of it; nothing is done",
            List.of(
                    "The same as EXPLAIN VITESS_MIGRATION in front of the statement: how it would be run, how much it",
                    "would copy, which locks it would take, what would be lost, and why it would be refused.",
                    "plan <file|directory> is the same as diff."),
            List.of("plan ALTER TABLE orders ADD COLUMN gift INT;", "plan schema/"));

    /** One word, which is not the first of a statement; a word without more is taken where there is such a file. */
    private static final Pattern PATH = Pattern.compile("(['\"]?)([^\\s;'\"]+)\\1(?:\\s+--exit-code)?;?");

    private static final Pattern WORD = Pattern.compile("\\w+");

    private final Command diff;

    PlanCommand(Command diff) {
        this.diff = diff;
    }

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public boolean takes(String operand) {
        Matcher matcher = PATH.matcher(operand);
        return matcher.matches() && (!WORD.matcher(matcher.group(2)).matches() || exists(matcher.group(2)));
    }

    private static boolean exists(String name) {
        try {
            return Files.exists(Operands.path(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        return diff.run(context, operand.replaceFirst(";$", ""));
    }
}
