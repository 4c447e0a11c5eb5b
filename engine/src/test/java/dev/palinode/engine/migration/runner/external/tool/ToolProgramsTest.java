package dev.palinode.engine.migration.runner.external.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.DdlStrategy.Kind;
import dev.palinode.engine.model.ToolPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ToolProgramsTest {
    @TempDir
    private Path directory;

    @Test
    void aNameIsLookedForOnThePathAndAPathIsItself() throws IOException {
        Path program = Files.writeString(directory.resolve("gh-ost"), "");
        ToolPrograms byName = new ToolPrograms(ToolPaths.DEFAULTS, ".:/nowhere:" + directory);
        ToolPrograms byPath = new ToolPrograms(new ToolPaths(program.toString(), "/no/pt"), "");
        assertThat(byName.find(Kind.GH_OST)).as("not executable").isEmpty();
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        assertThat(byName.find(Kind.GH_OST)).contains(program);
        assertThat(byPath.find(Kind.GH_OST)).contains(program);
        assertThat(byName.find(Kind.PT_OSC)).isEmpty();
        assertThat(byPath.find(Kind.PT_OSC)).isEmpty();
        assertThat(byPath.missing(Kind.PT_OSC)).contains("/no/pt", "percona-toolkit", "--pt-osc-path");
        assertThat(byName.missing(Kind.GH_OST)).contains("not on the PATH", "--gh-ost-path");
    }
}
