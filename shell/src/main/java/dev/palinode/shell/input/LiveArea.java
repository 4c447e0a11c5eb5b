package dev.palinode.shell.input;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.utils.NonBlockingReader;

/** The last lines of the terminal, drawn over and over until the user has seen enough. Used by one thread. */
public final class LiveArea implements AutoCloseable {
    /** How long one look at the keyboard lasts; a Ctrl-C is noticed within that time. */
    private static final long POLL_MILLIS = 100;

    private final Terminal terminal;
    private final Attributes before;
    private final SignalHandler interruptBefore;
    private final AtomicBoolean left = new AtomicBoolean();
    private int drawn;

    LiveArea(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal.enterRawMode();
        this.interruptBefore = terminal.handle(Signal.INT, signal -> left.set(true));
    }

    /**
     * How many cells a line has.
     *
     * @return at least 20; asked anew each time, as the window may change
     */
    public int width() {
        return Math.max(20, terminal.getWidth());
    }

    /**
     * How many lines can be drawn.
     *
     * @return at least 3
     */
    public int height() {
        return Math.max(3, terminal.getHeight() - 1);
    }

    /**
     * Replaces what was drawn before.
     *
     * @param lines none wider than {@link #width()} - 1
     */
    public void draw(List<String> lines) {
        PrintWriter out = terminal.writer();
        StringBuilder screen = new StringBuilder();
        if (drawn > 0) {
            screen.append("\u001b[").append(drawn).append('A');
        }
        screen.append("\r\u001b[J");
        lines.forEach(line -> screen.append(line).append(System.lineSeparator()));
        out.print(screen);
        out.flush();
        drawn = lines.size();
    }

    /**
     * Waits for the user to leave.
     *
     * @param millis how long at most
     * @return true after Ctrl-C, Ctrl-D or q, or when the terminal is gone
     */
    public boolean waitForLeave(long millis) {
        for (long waited = 0; waited < millis && !left.get(); waited += POLL_MILLIS) {
            try {
                int key = terminal.reader().read(POLL_MILLIS);
                if (key == 'q' || key == 'Q' || key == 3 || key == 4 || key == NonBlockingReader.EOF) {
                    left.set(true);
                }
            } catch (IOException e) {
                left.set(true);
            }
        }
        return left.get();
    }

    /** Gives the terminal back; what was drawn last stays. */
    @Override
    public void close() {
        terminal.handle(Signal.INT, interruptBefore);
        terminal.setAttributes(before);
    }
}
