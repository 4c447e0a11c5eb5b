package dev.palinode.shell.launch;

import dev.palinode.engine.topo.ServerAddress;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** What a server in the foreground says to the person or the script that started it. */
final class Failures {
    private static final int FAILED = 1;

    private Failures() {}

    /** Says what went wrong, in the message's words, and returns the exit code for that. */
    static int report(CommandSpec spec, Exception e) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.qualifiedName() + ": " + e.getMessage());
        err.flush();
        return FAILED;
    }

    /** The one line on standard output that scripts wait for. */
    static void ready(ServerAddress address) {
        System.out.println("ready: " + address);
        System.out.flush();
    }
}
