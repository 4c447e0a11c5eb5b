package dev.palinode.shell;

import dev.palinode.shell.command.FileTrouble;
import dev.palinode.shell.command.Interruption;
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

/** Results on their way: to the terminal or standard output, through a pager, into a file as well. Used by one thread. */
final class ResultSink implements Sink, AutoCloseable {
    private final PrintWriter plain;
    private final PrintWriter notes;
    private final Interruption interruption;
    private PrintWriter now;
    private PrintWriter bare;
    private Optional<Copy> copy = Optional.empty();
    private Optional<String> pager = Optional.empty();
    private @Nullable Process paging;

    /** A file that results go to, too. */
    private record Copy(Path file, Writer writer) {}

    /**
     * Sends results on.
     *
     * @param plain where they go without a pager
     * @param notes where it is said that a file cannot be written any more
     * @param interruption is told that a pager has the terminal
     */
    ResultSink(PrintWriter plain, PrintWriter notes, Interruption interruption) {
        this.plain = plain;
        this.notes = notes;
        this.interruption = interruption;
        this.now = plain;
        this.bare = plain;
    }

    @Override
    public PrintWriter writer() {
        return now;
    }

    @Override
    public PrintWriter aside() {
        return bare;
    }

    void pager(Optional<String> command) {
        pager = command;
    }

    void tee(Optional<Path> file) throws IOException {
        close();
        if (file.isPresent()) {
            copy = Optional.of(new Copy(
                    file.get(),
                    Files.newBufferedWriter(
                            file.get(), StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND)));
        }
        now = target(plain);
    }

    /** Whether what is printed is copied into a file, where colours would be no more than odd characters. */
    boolean copies() {
        return copy.isPresent();
    }

    private PrintWriter target(PrintWriter to) {
        bare = to;
        return copy.isEmpty() ? to : new PrintWriter(new Twin(to));
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
            interruption.lendTo(started);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        now = target(plain);
    }

    @Override
    public void close() {
        now = plain;
        bare = plain;
        copy.ifPresent(old -> {
            try {
                old.writer().close();
            } catch (IOException e) {
                giveUp(old, e);
            }
        });
        copy = Optional.empty();
    }

    /** The results count, not their copy: what cannot be written any more ends that alone. */
    private void giveUp(Copy old, IOException reason) {
        copy = Optional.empty();
        notes.println("ERROR: cannot write " + old.file() + ": " + FileTrouble.reason(reason)
                + "; results are no longer copied there");
        notes.flush();
    }

    /** Writes everything twice; only the first place counts when one of them fails. */
    private final class Twin extends Writer {
        /** A piece for the copy. */
        private interface Piece {
            void write(Writer to) throws IOException;
        }

        private final PrintWriter first;

        Twin(PrintWriter first) {
            this.first = first;
        }

        private void second(Piece piece) {
            copy.ifPresent(open -> {
                try {
                    piece.write(open.writer());
                } catch (IOException e) {
                    giveUp(open, e);
                }
            });
        }

        @Override
        public void write(char[] text, int from, int length) {
            first.write(text, from, length);
            second(to -> to.write(text, from, length));
        }

        @Override
        public void flush() throws IOException {
            second(Writer::flush);
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
