package dev.palinode.shell.input.tty;

import org.jline.utils.Signals;

/** Ctrl-C where no line is being read: the signal SIGINT of this process. */
public final class CtrlC implements AutoCloseable {
    private static final String SIGNAL = "INT";

    private final Object before;

    private CtrlC(Object before) {
        this.before = before;
    }

    /**
     * Does something else than ending the process.
     *
     * @param action run on a thread of its own at each Ctrl-C
     * @return to be closed when it no longer applies
     */
    public static CtrlC handle(Runnable action) {
        return new CtrlC(Signals.register(SIGNAL, action));
    }

    @Override
    public void close() {
        Signals.unregister(SIGNAL, before);
    }
}
