package dev.palinode.shell.input;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.utils.NonBlockingReader;
import org.jline.utils.WCWidth;

/** A part of the terminal, drawn over and over until the user has seen enough. Used by one thread. */
public final class LiveArea implements AutoCloseable {
    /** No key was pressed. */
    public static final int NONE = 0;

    /** The user wants to leave. */
    public static final int LEAVE = -1;

    /** The arrow up. */
    public static final int UP = -2;

    /** The arrow down. */
    public static final int DOWN = -3;

    /** How long one look at the keyboard lasts; a Ctrl-C or another size is noticed within that time. */
    private static final long POLL_MILLIS = 50;

    /** The rest of what a key sends comes with its beginning. */
    private static final long REST_MILLIS = 20;

    private static final int ESCAPE = 27;

    /** Where the terminal makes no signal of it. */
    private static final int CTRL_C = 3;

    /** Ctrl-D. */
    private static final int END = 4;

    /** A cursor, and the screen that was there before. */
    private static final String BACK = "\u001b[?25h\u001b[?1049l";

    private final Terminal terminal;
    private final Attributes before;
    private final SignalHandler interruptBefore;
    private final boolean whole;
    private final Runnable onInterrupt;
    private final AtomicBoolean given = new AtomicBoolean();
    private final Thread ending = new Thread(this::giveBack, "palinode-window");
    private final AtomicBoolean left = new AtomicBoolean();
    private List<String> drawn = List.of();
    private Size size;

    /** Ctrl-C leaves, as q does, and is told as well: it is also for what stands behind whoever draws here. */
    LiveArea(Terminal terminal, boolean whole, Runnable onInterrupt) {
        this.terminal = terminal;
        this.whole = whole;
        this.onInterrupt = onInterrupt;
        this.size = terminal.getSize();
        this.before = terminal.enterRawMode();
        this.interruptBefore = terminal.handle(Signal.INT, this::interrupted);
        if (whole) {
            Runtime.getRuntime().addShutdownHook(ending);
            // The other screen, and no cursor on it.
            print("\u001b[?1049h\u001b[?25l\u001b[2J");
        }
    }

    /** At the end of the process, as by SIGTERM, the terminal may be closed already by a hook of its own. */
    private void giveBack() {
        if (given.compareAndSet(false, true)) {
            try {
                Files.writeString(Path.of("/dev/tty"), BACK);
            } catch (IOException e) {
                // Nobody looks at it any more.
                left.set(true);
            }
        }
    }

    /** The first leaves; another, when whoever looks waits for a server that does not answer, stops that. */
    private void interrupted(Signal signal) {
        onInterrupt.run();
        if (!left.compareAndSet(false, true)) {
            interruptBefore.handle(signal);
        }
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
        Size now = terminal.getSize();
        StringBuilder screen = new StringBuilder();
        if (whole) {
            screen.append(now.equals(size) ? "\u001b[H" : "\u001b[2J\u001b[H");
            lines.forEach(line -> screen.append(line).append("\u001b[K\r\n"));
        } else {
            int up = rows(now.getColumns());
            screen.append(up > 0 ? "\u001b[" + up + "A" : "").append("\r\u001b[J");
            lines.forEach(line -> screen.append(line).append("\r\n"));
        }
        print(screen.append(whole ? "\u001b[J" : "").toString());
        size = now;
        drawn = List.copyOf(lines);
    }

    /** How many rows of the terminal what was drawn takes now: a window that became narrower has broken its lines. */
    private int rows(int columns) {
        int width = Math.max(1, columns);
        return drawn.stream()
                .mapToInt(line -> Math.max(1, (cells(line) + width - 1) / width))
                .sum();
    }

    private static int cells(String line) {
        return line.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
    }

    private void print(String text) {
        PrintWriter out = terminal.writer();
        out.print(text);
        out.flush();
    }

    /**
     * Waits for a key.
     *
     * @param millis how long at most; another size of the window ends it, too
     * @return the key in lower case, an arrow, {@link #NONE}, or {@link #LEAVE}: once for each q or Ctrl-D, which may
     *     answer a question, and again and again after Ctrl-C, or when the terminal is gone
     */
    public int key(long millis) {
        for (long waited = 0; waited < millis && !left.get(); waited += POLL_MILLIS) {
            try {
                int key = terminal.reader().read(POLL_MILLIS);
                if (key == ESCAPE) {
                    int arrow = sequence();
                    if (arrow != NONE) {
                        return arrow;
                    }
                } else if (key == 'q' || key == 'Q' || key == END) {
                    return LEAVE;
                } else if (key == NonBlockingReader.EOF) {
                    left.set(true);
                } else if (key == CTRL_C) {
                    interrupted(Signal.INT);
                } else if (key > ' ') {
                    return Character.toLowerCase(key);
                }
            } catch (IOException e) {
                left.set(true);
            }
            if (!terminal.getSize().equals(size)) {
                break;
            }
        }
        return left.get() ? LEAVE : NONE;
    }

    /** Keys such as the arrows send several characters, which are not keys by themselves. */
    private int sequence() throws IOException {
        int key = terminal.reader().read(REST_MILLIS);
        if (key != '[' && key != 'O') {
            return NONE;
        }
        do {
            key = terminal.reader().read(REST_MILLIS);
        } while (key > 0 && (key < '@' || key > '~'));
        return key == 'A' ? UP : key == 'B' ? DOWN : NONE;
    }

    /** Gives the terminal back: what was drawn last stays, or what was there before a whole window is back. */
    @Override
    public void close() {
        if (whole) {
            try {
                Runtime.getRuntime().removeShutdownHook(ending);
            } catch (IllegalStateException e) {
                // It runs.
                left.set(true);
            }
            if (given.compareAndSet(false, true)) {
                print(BACK);
            }
        }
        terminal.handle(Signal.INT, interruptBefore);
        terminal.setAttributes(before);
    }
}
