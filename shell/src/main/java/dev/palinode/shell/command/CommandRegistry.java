package dev.palinode.shell.command;

import dev.palinode.shell.client.SqlFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All commands of the shell: the one list that dispatch, help and the reader of statements go by. */
public final class CommandRegistry {
    private final List<Command> commands;

    private CommandRegistry(List<Command> commands) {
        this.commands = List.copyOf(commands);
    }

    /**
     * The shell's commands.
     *
     * @return a registry with all of them
     */
    public static CommandRegistry standard() {
        List<Command> commands = new ArrayList<>(
                List.of(new MigrationsCommand(), new UseCommand(), new StatusCommand(), new QuitCommand()));
        commands.add(0, new HelpCommand(List.copyOf(commands)));
        return new CommandRegistry(commands);
    }

    /**
     * Tells whether a line is for the shell itself.
     *
     * @param line without a delimiter and blanks around it
     * @return true when {@link #run} takes it
     */
    public boolean isCommand(String line) {
        return find(line).isPresent();
    }

    /**
     * Runs a command.
     *
     * @param context what it works with
     * @param line a line that {@link #isCommand} said yes to
     * @return whether the shell goes on
     * @throws SqlFailure when the server refused something
     */
    public Next run(ShellContext context, String line) throws SqlFailure {
        Command command = find(line).orElseThrow(() -> new IllegalArgumentException("not a command: " + line));
        return command.run(context, operand(line));
    }

    private Optional<Command> find(String line) {
        String name = name(line);
        return commands.stream()
                .filter(c -> c.names().contains(name))
                .filter(c -> c.takes(operand(line)))
                .findFirst();
    }

    private static String name(String line) {
        return line.substring(0, nameLength(line)).toLowerCase(Locale.ROOT);
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
