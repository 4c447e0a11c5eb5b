package dev.palinode.shell.command.session;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.command.Workbench;
import java.util.function.Predicate;

/** A command that only needs what lies around the session. */
final class BenchCommand implements Command {
    /** What it does. */
    interface Deed {
        void run(Workbench bench, String operand) throws SqlFailure, CommandFailure;
    }

    private final Manual manual;
    private final Predicate<String> takes;
    private final Deed deed;
    private final boolean wantsLine;

    BenchCommand(Manual manual, Predicate<String> takes, Deed deed, boolean wantsLine) {
        this.manual = manual;
        this.takes = takes;
        this.deed = deed;
        this.wantsLine = wantsLine;
    }

    @Override
    public Manual manual() {
        return manual;
    }

    @Override
    public boolean takes(String operand) {
        return takes.test(operand);
    }

    @Override
    public boolean wantsLine() {
        return wantsLine;
    }

    /** A script is statements. */
    @Override
    public boolean needsServer() {
        return manual.name().equals("source");
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        deed.run(context.bench(), operand);
        return Next.GO_ON;
    }
}
