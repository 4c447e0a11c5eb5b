package dev.palinode.shell;

import dev.palinode.shell.sql.Sink;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Results on their way: to the terminal or standard output, through a pager, into a file as well. */
final class ResultSink implements Sink, AutoCloseable {
    private final PrintWriter plain;
    private PrintWriter now;
    private @Nullable Writer copy;
    private Optional<String> pager = Optional.empty();
    private @Nullable Process paging;

    ResultSink(PrintWriter plain) {
        this.plain = plain;
        this.now = plain;
    }

    @Override
    public PrintWriter writer() {
        return now;
    }

    void pager(Optional<String> command) {
        pager = command;
    }

    void tee(Optional<Path> file) throws IOException {
        close();
        if (file.isPresent()) {
            copy = Files.newBufferedWriter(
                    file.get(), StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        now = target(plain);
    }

    private PrintWriter target(PrintWriter to) {
        Writer second = copy;
        return second == null ? to : new PrintWriter(new Twin(to, second));
    }

    @Override
    public void begin() {
        if (pager.isEmpty()) {
            return;
        }
        plain.flush();
        try {
            Process started = new ProcessBuilder("sh", "-c", pager.get())
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            paging = started;
            now = target(new PrintWriter(new OutputStreamWriter(started.getOutputStream(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            plain.println("ERROR: the pager cannot be started: " + e.getMessage());
            pager = Optional.empty();
        }
    }

    @Override
    public void end() {
        Process started = paging;
        if (started == null) {
            return;
        }
        paging = null;
        now.flush();
        try {
            started.getOutputStream().close();
        } catch (IOException e) {
            // The person has left the pager before the end.
            now = target(plain);
        }
        try {
            started.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        now = target(plain);
    }

    @Override
    public void close() throws IOException {
        Writer second = copy;
        copy = null;
        now = plain;
        if (second != null) {
            second.close();
        }
    }

    /** Writes everything twice; only the first place counts when one of them fails. */
    private static final class Twin extends Writer {
        private final PrintWriter first;
        private final Writer second;

        Twin(PrintWriter first, Writer second) {
            this.first = first;
            this.second = second;
        }

        @Override
        public void write(char[] text, int from, int length) throws IOException {
            first.write(text, from, length);
            second.write(text, from, length);
        }

        @Override
        public void flush() throws IOException {
            second.flush();
            if (first.checkError()) {
                throw new IOException("nobody reads on");
            }
        }

        @Override
        public void close() {
            // Whoever made the two closes them.
        }
    }
}
