package dev.palinode.shell.command.catalog;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.command.admin.Administration;
import dev.palinode.shell.command.admin.VtctlCatalog;
import dev.palinode.shell.command.migration.Steering;
import dev.palinode.shell.command.schema.SchemaCommand;
import dev.palinode.shell.command.session.HelpCommand;
import dev.palinode.shell.command.session.Prefixes;
import dev.palinode.shell.command.session.Sessions;
import dev.palinode.shell.command.session.UnknownCommand;
import dev.palinode.shell.command.watch.Watching;
import dev.palinode.shell.privilege.GrantRules;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** All commands of the shell: the one list that dispatch, help and the reader of statements go by. */
public final class CommandRegistry {
    /** Behind any command. */
    private static final String HELP = "--help";

    private final List<Command> commands;
    private final Command help;

    private CommandRegistry(List<Command> others) {
        this.help = new HelpCommand(others);
        List<Command> all = new ArrayList<>(others);
        all.add(help);
        this.commands = List.copyOf(all);
    }

    /**
     * The shell's commands.
     *
     * @param rules which privileges Palinode's account needs
     * @return a registry with all of them
     */
    public static CommandRegistry standard(GrantRules rules) {
        return with(rules, List.of());
    }

    /**
     * The shell's commands, and more.
     *
     * @param rules which privileges Palinode's account needs
     * @param more commands that only this shell has
     * @return a registry with all of them
     */
    public static CommandRegistry with(GrantRules rules, List<Command> more) {
        List<Command> commands = new ArrayList<>();
        commands.addAll(Watching.commands(InstantSource.system()));
        commands.addAll(Steering.commands());
        commands.addAll(SchemaCommand.commands());
        commands.addAll(Administration.commands(rules));
        commands.addAll(Sessions.commands());
        commands.addAll(Prefixes.commands());
        commands.addAll(more);
        return new CommandRegistry(commands);
    }

    /**
     * The commands that can follow VTCTL.
     *
     * @return as vtctldclient has them, with what may follow each
     */
    public static Map<String, String> administration() {
        return VtctlCatalog.operands();
    }

    /**
     * What help says about each.
     *
     * @return in the order of the list
     */
    public List<Manual> manuals() {
        return commands.stream().map(Command::manual).toList();
    }

    /**
     * Tells whether a line is for the shell itself.
     *
     * @param line without a delimiter and blanks around it
     * @return true when {@link #run} takes it
     */
    public boolean isCommand(String line) {
        return find(line)
                .filter(c -> !c.wantsStatement() || operand(line).equals(HELP))
                .isPresent();
    }

    /**
     * Tells whether a command goes on to the end of its line, whatever delimiters are in it.
     *
     * @param line what {@link #isCommand} said yes to
     * @return false for most
     */
    public boolean wantsLine(String line) {
        return find(line).filter(Command::wantsLine).isPresent();
    }

    /**
     * Tells whether a whole statement is for the shell itself.
     *
     * @param statement without its delimiter and comments in front of it
     * @return true when {@link #run} takes it
     */
    public boolean takesStatement(String statement) {
        return find(statement).filter(Command::wantsStatement).isPresent();
    }

    /**
     * Tells whether a command is of no use without a connection.
     *
     * @param line what {@link #isCommand} said yes to
     * @return false for help on it
     */
    public boolean needsServer(String line) {
        return find(line)
                .filter(c -> c.needsServer() && !operand(line).equals(HELP))
                .isPresent();
    }

    /**
     * Runs a command.
     *
     * @param context what it works with
     * @param line what {@link #isCommand} or {@link #takesStatement} said yes to
     * @return whether the shell goes on
     * @throws SqlFailure when the server refused something
     * @throws CommandFailure when it was not done for another reason
     */
    public Next run(ShellContext context, String line) throws SqlFailure, CommandFailure {
        Command command = find(line).orElseThrow(() -> new IllegalArgumentException("not a command: " + line));
        try {
            return operand(line).equals(HELP)
                    ? help.run(context, command.manual().name())
                    : command.run(context, operand(line));
        } finally {
            context.out().flush();
        }
    }

    private Optional<Command> find(String line) {
        String name = name(line);
        List<Command> named =
                commands.stream().filter(c -> c.manual().names().contains(name)).toList();
        Optional<Command> found = named.stream()
                .filter(c -> operand(line).equals(HELP) || c.takes(operand(line)))
                .findFirst();
        return found.isPresent() || !UnknownCommand.is(name)
                ? found
                : Optional.of(new UnknownCommand(
                        name, named.stream().findFirst().map(c -> c.manual().usage())));
    }

    /** Behind a backslash the case makes a difference, as it does to the mysql client. */
    private static String name(String line) {
        String name = line.substring(0, nameLength(line));
        return name.startsWith("\\") ? name : name.toLowerCase(Locale.ROOT);
    }

    private static String operand(String line) {
        return line.substring(nameLength(line)).strip();
    }

    private static int nameLength(String line) {
        int end = 0;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        return end;
    }
}
