package dev.palinode.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScriptLinesTest {
    private static final byte[] LATIN = "\nSELECT 1;\nSELECT 'é';\n".getBytes(StandardCharsets.ISO_8859_1);

    @Test
    void linesAreGivenWithoutTheirEnds() throws Exception {
        ScriptLines lines = ScriptLines.of("\uFEFFa\r\n\n日本\rb");
        assertThat(lines.next()).contains("a");
        assertThat(lines.next()).contains("");
        assertThat(lines.next()).contains("日本\rb");
        assertThat(lines.next()).isEqualTo(Optional.empty());
    }

    @Test
    void whatIsNoUtf8IsRefusedAndNotGuessed(@TempDir Path directory) throws Exception {
        ScriptLines lines = ScriptLines.of(new ByteArrayInputStream(LATIN));
        assertThat(lines.next()).contains("");
        assertThat(lines.next()).contains("SELECT 1;");
        assertThatThrownBy(lines::next).hasMessageContainingAll("line 3 is not UTF-8", "above it was run");
        Path file = Files.write(directory.resolve("latin.sql"), LATIN);
        assertThatThrownBy(() -> ScriptLines.of(file)).hasMessageContainingAll("line 3", "nothing was run");
    }
}
