package dev.palinode.shell.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.shell.input.Vocabulary.Fate;
import dev.palinode.shell.input.Vocabulary.Grammar;
import dev.palinode.shell.input.Vocabulary.Migration;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LineInputTest {
    private static DumbTerminal terminal(String typed) throws IOException {
        return new DumbTerminal(
                "test",
                "dumb",
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream(),
                StandardCharsets.UTF_8);
    }

    @Test
    void ctrlCInALiveAreaIsForWhatStandsBehindItToo(@TempDir Path home) throws Exception {
        DumbTerminal terminal = terminal("q");
        AtomicInteger told = new AtomicInteger();
        AtomicInteger stopped = new AtomicInteger();
        try (LineInput input =
                LineInput.on(terminal, home.resolve("h"), new StatementReader(line -> false), () -> Vocabulary.NONE)) {
            Runnable restore = input.onInterrupt(stopped::incrementAndGet);
            try (LiveArea area = input.live(told::incrementAndGet)) {
                assertThat(area.key(60_000)).isEqualTo(LiveArea.LEAVE);
                assertThat(told).as("q").hasValue(0);
            }
            try (LiveArea area = input.live(told::incrementAndGet)) {
                terminal.raise(Signal.INT);
                assertThat(area.key(60_000)).isEqualTo(LiveArea.LEAVE);
                assertThat(told).hasValue(1);
                assertThat(stopped).hasValue(0);
                terminal.raise(Signal.INT);
                assertThat(stopped).hasValue(1);
            }
            restore.run();
        }
    }

    /** What is sent after some keys, among them Tabs. */
    private static String typed(Path home, Vocabulary names, String keys) throws Exception {
        ExternalTerminal terminal = new ExternalTerminal(
                "test",
                "xterm-256color",
                new ByteArrayInputStream((keys + "\r").getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream(),
                StandardCharsets.UTF_8);
        try (LineInput input =
                LineInput.on(terminal, home.resolve("h"), new StatementReader(line -> true), () -> names)) {
            return input.read("> ").text();
        }
    }

    @Test
    void tabNeverPutsSomethingElseInThePlaceOfWhatWasTyped(@TempDir Path home) throws Exception {
        Vocabulary names = new Vocabulary(
                List.of("order_item", "Customer", "zwei tables"),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(new Migration("b56abd66_1111_2222_3333_444455556666", "orders", "alter", Fate.PENDING, "3%")),
                List.of(),
                List.of(),
                new Grammar(Map.of("follow", "<id|table>"), Map.of()));
        assertThat(typed(home, names, "cancel b57\t")).isEqualTo("cancel b57");
        assertThat(typed(home, names, "cancel abd\t")).isEqualTo("cancel abd");
        assertThat(typed(home, names, "select nowx\t")).isEqualTo("select nowx");
        assertThat(typed(home, names, "cancel B56\t")).startsWith("cancel b56abd66_1111_2222_3333_444455556666");
        assertThat(typed(home, names, "select 1 from cUST\t")).startsWith("select 1 from Customer");
        assertThat(typed(home, names, "SELECT * FROM zw\t")).startsWith("SELECT * FROM `zwei tables`");
        assertThat(typed(home, names, "SELECT * FROM `zwei t\t")).startsWith("SELECT * FROM `zwei tables`");
        assertThat(typed(home, names, "FOLL\t")).startsWith("follow");
    }

    @Test
    void whenNothingRunsCtrlCDoesNotEndTheProcess(@TempDir Path home) throws Exception {
        DumbTerminal terminal = terminal("");
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
