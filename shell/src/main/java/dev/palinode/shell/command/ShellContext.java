package dev.palinode.shell.command;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.render.Style;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What commands work with.
 *
 * @param client the session on the server
 * @param runner runs SQL and prints what comes back
 * @param out where results go
 * @param style how results look
 * @param screen opens the live part of the terminal; empty where nothing can be drawn over
 */
public record ShellContext(
        SqlClient client, StatementRunner runner, PrintWriter out, Style style, Optional<Supplier<Screen>> screen) {
    public ShellContext {
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(runner, "runner");
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(style, "style");
        Objects.requireNonNull(screen, "screen");
    }
}
