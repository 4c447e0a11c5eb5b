package dev.palinode.shell.input.tty;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/** Finds out what this process is connected to. */
public final class Terminals {
    /** Asked in this order; the second needs no native library. */
    private static final List<String> PROVIDERS =
            List.of(TerminalBuilder.PROP_PROVIDER_JNI, TerminalBuilder.PROP_PROVIDER_EXEC);

    private Terminals() {}

    /**
     * Tells whether a person types.
     *
     * @return true when standard input is a terminal
     */
    public static boolean inputIsTerminal() {
        return isTerminal(SystemStream.Input);
    }

    /**
     * Tells whether a person reads.
     *
     * @return true when standard output is a terminal
     */
    public static boolean outputIsTerminal() {
        return isTerminal(SystemStream.Output);
    }

    private static boolean isTerminal(SystemStream stream) {
        SystemTerminal.silence();
        return PROVIDERS.stream()
                .flatMap(name -> load(name).stream())
                .findFirst()
                .map(provider -> provider.isSystemStream(stream))
                .orElse(false);
    }

    private static Optional<TerminalProvider> load(String name) {
        try {
            return Optional.of(TerminalProvider.load(name));
        } catch (IOException | LinkageError e) {
            return Optional.empty();
        }
    }
}
