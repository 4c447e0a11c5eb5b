package dev.palinode.shell;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The lines of a script, as they come. A line that is not UTF-8 is refused: read in some way or other it would become
 * another statement than the one that was written. Used by one thread.
 */
final class ScriptLines implements Closeable {
    private static final String MARK = "\uFEFF";

    private final BufferedInputStream bytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final boolean looking;
    private int number;

    /** A line that is no text. */
    static final class NotUtf8 extends IOException {
        private static final long serialVersionUID = 1L;

        NotUtf8(int line, boolean looking) {
            super("line " + line + " is not UTF-8 (iconv -f latin1 -t utf-8 makes it so, if it is Latin 1); "
                    + (looking ? "nothing was run" : "what stands above it was run"));
        }
    }

    private ScriptLines(InputStream bytes, boolean looking) {
        this.bytes = new BufferedInputStream(bytes);
        this.looking = looking;
    }

    static ScriptLines of(InputStream bytes) {
        return new ScriptLines(bytes, false);
    }

    static ScriptLines of(String text) {
        return of(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A file of which every line is text: none is run before all have been looked at. */
    static ScriptLines of(Path file) throws IOException {
        // What is no file, such as a pipe, can be read only once.
        if (Files.isRegularFile(file)) {
            try (ScriptLines all = new ScriptLines(Files.newInputStream(file), true)) {
                while (all.next().isPresent()) {
                    // Each is decoded on the way.
                }
            }
        }
        return of(Files.newInputStream(file));
    }

    /**
     * The next line without its end; empty behind the last.
     *
     * @throws NotUtf8 when it is no text
     */
    Optional<String> next() throws IOException {
        line.reset();
        int b = bytes.read();
        if (b < 0) {
            return Optional.empty();
        }
        number++;
        for (; b >= 0 && b != '\n'; b = bytes.read()) {
            line.write(b);
        }
        String text = decoded();
        String bare = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        return Optional.of(number == 1 && bare.startsWith(MARK) ? bare.substring(1) : bare);
    }

    private String decoded() throws NotUtf8 {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new NotUtf8(number, looking);
        }
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
