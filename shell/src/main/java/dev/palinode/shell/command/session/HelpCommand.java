package dev.palinode.shell.command.session;

import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Lists the commands and the keys, and explains one. */
public final class HelpCommand implements Command {
    /** Cells that are kept for how a command is written. */
    private static final int USAGE = 38;

    private static final String ROW = "  %-" + USAGE + "s %s%n";

    private static final Manual MANUAL = Manual.of(
                    Group.SHELL, "help", "[command]", "this list, or one command with examples", "help follow")
            .alias("\\h", "\\?", "?");

    private final List<Manual> manuals;

    /**
     * Help on these and on itself.
     *
     * @param others all other commands
     */
    public HelpCommand(Collection<Command> others) {
        List<Manual> all = new ArrayList<>(others.stream().map(Command::manual).toList());
        all.add(MANUAL);
        this.manuals = List.copyOf(all);
    }

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public boolean takes(String operand) {
        return operand.isEmpty() || find(operand) || operand.chars().allMatch(Character::isLetter);
    }

    private boolean find(String name) {
        return manuals.stream().anyMatch(m -> m.names().contains(name.toLowerCase(Locale.ROOT)));
    }

    @Override
    public Next run(ShellContext context, String operand) throws CommandFailure {
        PrintWriter out = context.out();
        if (operand.isEmpty()) {
            list(out);
            return Next.GO_ON;
        }
        String name = operand.toLowerCase(Locale.ROOT);
        Manual manual = manuals.stream()
                .filter(m -> m.names().contains(name))
                .findFirst()
                .orElseThrow(() -> CommandFailure.usage("there is no command '" + operand + "'; help lists them all"));
        explain(manual, out);
        return Next.GO_ON;
    }

    private static void explain(Manual manual, PrintWriter out) {
        out.println(manual.usage());
        out.println("  " + manual.summary());
        if (manual.names().size() > 1) {
            out.println("  Also: "
                    + String.join(", ", manual.names().subList(1, manual.names().size())));
        }
        manual.details().forEach(line -> out.println("  " + line));
        manual.examples().forEach(line -> out.println("  Example: " + line));
    }

    /** What has no room for its summary beside it has it below. */
    private static void line(Manual manual, PrintWriter out) {
        boolean fits = manual.usage().length() <= USAGE;
        if (!fits) {
            out.println("  " + manual.usage());
        }
        out.printf(ROW, fits ? manual.usage() : "", manual.summary());
    }

    private void list(PrintWriter out) {
        out.println("Statements go to the server. They end with");
        out.printf(ROW, ";  or  \\g", "show the result as a table");
        out.printf(ROW, "\\G", "show each row vertically");
        out.printf(ROW, "\\c", "never mind, drop what was typed");
        for (Group group : Group.values()) {
            List<Manual> ofGroup =
                    manuals.stream().filter(m -> m.group() == group).toList();
            if (!ofGroup.isEmpty()) {
                out.println(group.title());
                ofGroup.forEach(m -> line(m, out));
            }
        }
        out.println("An id is the beginning of a UUID, 4 digits at least, as long as it is the only one, or a table.");
        out.println("Keys");
        out.printf(ROW, "Ctrl-C", "stop the running statement, or clear the line");
        out.printf(ROW, "Ctrl-D", "leave");
        out.printf(ROW, "Tab", "complete a word; Up, Down, Ctrl-R: history");
        out.println("Schema changes without locks");
        out.println("  SET @@ddl_strategy='vitess';   then ALTER, CREATE and DROP TABLE return a uuid at once");
        out.println("  follow orders                  watches the one of that table; revert orders takes it back");
    }
}
