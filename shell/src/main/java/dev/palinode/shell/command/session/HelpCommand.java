package dev.palinode.shell.command.session;

import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.render.text.Width;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Lists the commands and the keys, and explains one. */
public final class HelpCommand implements Command {
    /** Cells that are kept for how a command is written. */
    private static final int USAGE = 38;

    /** Below this width the summaries stand below what they are of. */
    private static final int BESIDE = 80;

    private static final String ROW = "  %-" + USAGE + "s %s%n";

    private static final Manual MANUAL = Manual.of(
                    Group.SHELL,
                    "help",
                    "[command|error]",
                    "this list, a command with examples, or an error",
                    "help follow")
            .alias("\\h", "\\?", "?")
            .details("help 1064, help ERROR 1064: what the error means, and what to do about it.");

    private final List<Command> commands;
    private final List<Manual> manuals;

    /**
     * Help on these and on itself.
     *
     * @param others all other commands
     */
    public HelpCommand(Collection<Command> others) {
        this.commands = List.copyOf(others);
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
        return operand.isEmpty()
                || find(operand).isPresent()
                || operand.chars().allMatch(Character::isLetter)
                || ErrorTopics.number(operand).isPresent()
                || ofCommand(operand).isPresent();
    }

    private Optional<Manual> find(String name) {
        return manuals.stream()
                .filter(m -> m.names().contains(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** More words than one: those of the server's own help begin with none of our commands but the shell's. */
    private static Optional<Manual> ofCommand(Command command, String topic) {
        String[] words = topic.split("\\s+", 2);
        Manual manual = command.manual();
        return words.length < 2
                        || manual.group() == Group.SHELL
                        || !manual.names().contains(words[0].toLowerCase(Locale.ROOT))
                ? Optional.empty()
                : command.about(words[1].strip()).or(() -> Optional.of(manual));
    }

    private Optional<Manual> ofCommand(String topic) {
        return commands.stream()
                .flatMap(command -> ofCommand(command, topic).stream())
                .findFirst();
    }

    @Override
    public Next run(ShellContext context, String operand) throws CommandFailure {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        OptionalInt error = ErrorTopics.number(operand);
        int width = context.output().layout().get().width();
        if (operand.isEmpty()) {
            list(width, out);
        } else if (error.isPresent()) {
            ErrorTopics.lines(error.getAsInt()).forEach(out::println);
        } else {
            explain(manual(operand), out);
        }
        text.toString()
                .lines()
                .flatMap(line -> Width.fold(line, width - 1, "    ").stream())
                .forEach(context.out()::println);
        return Next.GO_ON;
    }

    private Manual manual(String topic) throws CommandFailure {
        return find(topic)
                .or(() -> ofCommand(topic))
                .or(() -> commands.stream()
                        .flatMap(command -> command.about(topic).stream())
                        .findFirst())
                .orElseThrow(() -> CommandFailure.usage("there is no command '" + topic + "'; help lists them all"));
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
    private static void line(String left, String right, boolean beside, PrintWriter out) {
        if (beside && left.length() <= USAGE) {
            out.printf(ROW, left, right);
        } else {
            out.println("  " + left);
            out.println(" ".repeat(beside ? USAGE + 3 : 4) + right);
        }
    }

    private void list(int width, PrintWriter out) {
        boolean beside = width == 0 || width >= BESIDE;
        out.println("Statements go to the server. They end with");
        line(";  or  \\g", "show the result as a table", beside, out);
        line("\\G", "show each row vertically", beside, out);
        line("\\c", "never mind, drop what was typed", beside, out);
        for (Group group : Group.values()) {
            List<Manual> ofGroup =
                    manuals.stream().filter(m -> m.group() == group).toList();
            if (!ofGroup.isEmpty()) {
                out.println(group.title());
                ofGroup.forEach(m -> line(m.usage(), m.summary(), beside, out));
            }
        }
        out.println("An id is the beginning of a UUID, 4 digits at least, as long as it is the only one, or a table.");
        out.println("Keys");
        line("Ctrl-C", "stop the running statement, or clear the line", beside, out);
        line("Ctrl-D", "leave", beside, out);
        line("Tab", "complete a word; Up, Down, Ctrl-R: history", beside, out);
        out.println("Schema changes without locks");
        out.println("  SET @@ddl_strategy='vitess';   then ALTER, CREATE and DROP TABLE return a uuid at once");
        out.println("  follow orders                  watches the one of that table; revert orders takes it back");
    }
}
