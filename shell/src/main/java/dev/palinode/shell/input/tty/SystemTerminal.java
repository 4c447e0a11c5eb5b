package dev.palinode.shell.input.tty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.utils.InfoCmp;

/** The terminal of this process, whatever the environment says about it. */
public final class SystemTerminal {
    /** What it has to say is of no use to a person. Held, as a logger that nobody holds forgets its level. */
    private static final Logger LIBRARY = Logger.getLogger("org.jline");

    /** Most terminals that nobody has described do as this one does. */
    private static final String USUAL_TYPE = "xterm-256color";

    /** Of one that does not say how large it is. */
    private static final Size USUAL_SIZE = new Size(80, 24);

    private SystemTerminal() {}

    /**
     * An open terminal.
     *
     * @param terminal itself
     * @param signals brings it the signals of the process; empty where it hears them by itself
     */
    public record Opened(Terminal terminal, Optional<CtrlC> signals) {}

    /** From now on the library for terminals is silent. */
    static void silence() {
        LIBRARY.setLevel(Level.OFF);
    }

    /**
     * Opens it.
     *
     * @return both to be closed
     * @throws IOException when there is none
     */
    public static Opened open() throws IOException {
        silence();
        TerminalBuilder builder = TerminalBuilder.builder()
                .name("palinode")
                .system(true)
                .dumb(true)
                .graphemeCluster(false)
                .encoding(StandardCharsets.UTF_8);
        String type = System.getenv("TERM");
        if (type != null && !type.isBlank() && !described(type)) {
            builder.type(USUAL_TYPE);
        }
        Terminal terminal = builder.build();
        if (terminal instanceof DumbTerminal) {
            // Its Ctrl-C would end the process.
            return new Opened(terminal, Optional.of(CtrlC.handle(() -> terminal.raise(Signal.INT))));
        }
        Size size = terminal.getSize();
        if (size.getColumns() <= 0 || size.getRows() <= 0) {
            terminal.setSize(new Size(
                    size.getColumns() > 0 ? size.getColumns() : USUAL_SIZE.getColumns(),
                    size.getRows() > 0 ? size.getRows() : USUAL_SIZE.getRows()));
        }
        return new Opened(terminal, Optional.empty());
    }

    /** Whether this machine knows what such a terminal can do. */
    private static boolean described(String type) {
        try {
            return InfoCmp.getInfoCmp(type) != null;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
