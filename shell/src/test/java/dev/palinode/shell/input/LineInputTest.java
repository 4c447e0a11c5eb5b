package dev.palinode.shell.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LineInputTest {
    @Test
    void whenNothingRunsCtrlCDoesNotEndTheProcess(@TempDir Path home) throws Exception {
        DumbTerminal terminal = new DumbTerminal(
                "test",
                "dumb",
                new ByteArrayInputStream(new byte[0]),
                new ByteArrayOutputStream(),
                StandardCharsets.UTF_8);
        AtomicInteger stopped = new AtomicInteger();
        try (LineInput input =
                LineInput.on(terminal, home.resolve("h"), new StatementReader(line -> false), () -> Vocabulary.NONE)) {
            Runnable restore = input.onInterrupt(stopped::incrementAndGet);
            terminal.raise(Signal.INT);
            restore.run();
            terminal.raise(Signal.INT);
            assertThat(stopped).hasValue(1);
            assertThat(terminal.handle(Signal.INT, SignalHandler.SIG_IGN)).isNotEqualTo(SignalHandler.SIG_DFL);
        }
    }
}
