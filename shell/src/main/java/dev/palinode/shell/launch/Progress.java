package dev.palinode.shell.launch;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells a person what is going on: one line per step, whose percentage changes in place on a terminal. */
final class Progress {
    /** Where lines cannot be overwritten, every so many percent get a line. */
    private static final int COARSE = 25;

    private final PrintStream out;
    private final boolean terminal;
    private int last = -1;
    private boolean lineOpen;

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** On standard error of this process. */
    static Progress onStandardError() {
        return new Progress(System.err, isTerminal(Path.of("/proc/self/fd/2")));
    }

    /** Java can tell about standard input and output together only; Linux about each. */
    private static boolean isTerminal(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }

    /** A step begins. */
    void step(String what) {
        end();
        out.println(what);
        last = -1;
    }

    /** A step has got so far, 0 to 100. */
    void percent(String what, int percent) {
        int shown = terminal ? percent : percent - percent % COARSE;
        if (shown == last) {
            return;
        }
        last = shown;
        if (!terminal) {
            out.println(what + " " + shown + "%");
            return;
        }
        out.print("\r" + what + " " + shown + "%");
        out.flush();
        lineOpen = true;
    }

    /** What comes next on standard error begins at the left. */
    void end() {
        if (lineOpen) {
            out.println();
            lineOpen = false;
        }
    }
}
