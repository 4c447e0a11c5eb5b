package dev.palinode.shell.command;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** Why a file cannot be read or written, for a person: Java's own messages are often no more than its name. */
public final class FileTrouble {
    private FileTrouble() {}

    /**
     * A file that could not be read.
     *
     * @param file as it was named
     * @param e why
     * @return a failure with the code for wrong use
     */
    public static CommandFailure reading(Path file, IOException e) {
        return CommandFailure.usage("cannot read " + file + ": " + reason(e));
    }

    /**
     * A file that could not be written.
     *
     * @param file as it was named
     * @param e why
     * @return a failure with the code for wrong use
     */
    public static CommandFailure writing(Path file, IOException e) {
        // The file itself is made where it is not there.
        String reason = e instanceof NoSuchFileException ? "there is no such directory" : reason(e);
        return CommandFailure.usage("cannot write " + file + ": " + reason);
    }

    /**
     * The reason alone.
     *
     * @param e what happened
     * @return a few words
     */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof CharacterCodingException) {
            return "it is not UTF-8";
        }
        String said =
                e instanceof FileSystemException file && file.getReason() != null ? file.getReason() : e.getMessage();
        String words = Objects.requireNonNullElse(said, e.getClass().getSimpleName());
        return words.equals("Is a directory") ? "it is a directory" : words;
    }
}
