package dev.palinode.shell;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.FileTrouble;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.command.Workbench;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What lies around a session of this process. Used by one thread. */
final class Bench implements Workbench {
    /** Scripts that read scripts that read scripts: one that reads itself ends here. */
    private static final int DEEPEST = 20;

    private final Dispatcher dispatcher;
    private final ResultSink sink;
    private final Optional<Desk> desk;
    private @Nullable ShellContext context;
    private int depth;

    /**
     * The place of a person who types.
     *
     * @param last the statement typed last
     * @param prefill puts a text at the next prompt
     */
    record Desk(Supplier<String> last, Consumer<String> prefill) {}

    Bench(Dispatcher dispatcher, ResultSink sink, Optional<Desk> desk) {
        this.dispatcher = dispatcher;
        this.sink = sink;
        this.desk = desk;
    }

    /** The session that scripts run in; to be called before anything else. */
    ShellContext serve(ShellContext served) {
        context = served;
        return served;
    }

    @Override
    public void source(Path file) throws SqlFailure, CommandFailure {
        if (depth >= DEEPEST) {
            throw CommandFailure.usage("scripts read each other more than " + DEEPEST + " deep");
        }
        depth++;
        try {
            dispatcher.source(context(), file);
        } finally {
            depth--;
        }
    }

    @Override
    public void type(String text) throws SqlFailure, CommandFailure {
        dispatcher.type(context(), text);
    }

    @Override
    public void tee(Optional<Path> file) throws CommandFailure {
        try {
            sink.tee(file);
        } catch (IOException e) {
            throw FileTrouble.writing(file.orElseThrow(), e);
        }
    }

    @Override
    public void pager(Optional<String> command) throws CommandFailure {
        desk();
        sink.pager(command);
    }

    @Override
    public void system(String command) throws CommandFailure {
        int status;
        try {
            status = context()
                    .interruption()
                    .lendTo(new ProcessBuilder("sh", "-c", command).inheritIO().start());
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, "sh cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (status != 0) {
            throw new CommandFailure(ExitCode.FAILED, "'" + command + "' ended with status " + status);
        }
    }

    @Override
    public void edit() throws CommandFailure {
        Desk person = desk();
        String editor = Optional.ofNullable(System.getenv("VISUAL"))
                .or(() -> Optional.ofNullable(System.getenv("EDITOR")))
                .orElse("vi");
        String last = person.last().get();
        Path file = edited(last);
        boolean keep = false;
        try {
            system(editor + " '" + file + "'");
            // A blank in front of it keeps it out of the history.
            person.prefill()
                    .accept((last.startsWith(" ") ? " " : "")
                            + Files.readString(file).strip());
        } catch (CharacterCodingException e) {
            keep = true;
            throw CommandFailure.usage("what was saved is not UTF-8; it is left in " + file);
        } catch (IOException e) {
            throw FileTrouble.reading(file, e);
        } finally {
            if (!keep) {
                remove(file);
            }
        }
    }

    private static Path edited(String text) throws CommandFailure {
        Path folder = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        try {
            return Files.writeString(
                    Files.createTempFile(folder, "palinode-", ".sql"), text.strip() + System.lineSeparator());
        } catch (IOException e) {
            throw FileTrouble.writing(folder, e);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is its owner's, whom alone it can be read by.
            file.toFile().deleteOnExit();
        }
    }

    private ShellContext context() {
        return Objects.requireNonNull(context, "serve comes first");
    }

    private Desk desk() throws CommandFailure {
        return desk.orElseThrow(() -> CommandFailure.usage("there is no terminal here"));
    }
}
