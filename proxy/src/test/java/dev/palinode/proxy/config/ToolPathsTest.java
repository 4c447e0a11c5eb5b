package dev.palinode.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.model.ToolPaths;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ToolPathsTest {
    @TempDir
    private Path directory;

    private ToolPaths load(Map<String, String> flags, String inFile) throws Exception {
        Path file = directory.resolve("palinode.yaml");
        Files.writeString(file, "backends: [ \"mysql://app:geheim@db1/commerce\" ]\n" + inFile);
        return ConfigLoader.load(Settings.none().withOperations(flags), Optional.of(file), Map.of())
                .operations()
                .tools();
    }

    @Test
    void theProgramsAreNamedByFlagOrFile() throws Exception {
        assertThat(load(Map.of(), "")).isEqualTo(ToolPaths.DEFAULTS);
        assertThat(load(Map.of("pt-osc-path", "/opt/pt"), "gh-ost-path: /opt/gh-ost\n"))
                .isEqualTo(new ToolPaths("/opt/gh-ost", "/opt/pt"));
    }

    @Test
    void nothingIsNoProgram() {
        assertThatThrownBy(() -> load(Map.of("gh-ost-path", " "), ""))
                .isInstanceOf(ConfigFault.class)
                .hasMessageContaining("--gh-ost-path: the name of a program, or its path");
    }
}
