package dev.palinode.shell.command.session;

import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;
import java.util.List;

/** Words that are no commands, as whoever reads or sends statements knows them, but can be asked about like one. */
public final class Prefixes {
    private static final Manual DELIMITER = Manual.of(
                    Group.SHELL, "delimiter", "[text]", "end statements with another text", "delimiter //")
            .alias("\\d")
            .details("For stored programs, in which there are semicolons. Without a text: the semicolon again.");

    private Prefixes() {}

    /**
     * All of them.
     *
     * @return commands that take nothing, so that what begins with their names goes its usual way
     */
    public static List<Command> commands() {
        return List.of(new Mentioned(DELIMITER));
    }

    private record Mentioned(Manual manual) implements Command {
        @Override
        public boolean takes(String operand) {
            return false;
        }

        @Override
        public Next run(ShellContext context, String operand) {
            return Next.GO_ON;
        }
    }
}
