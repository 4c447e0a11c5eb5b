package dev.palinode.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No source file of the repository, test or not, is longer than one sitting, and no package has too many of them. */
final class FileLengthTest {
    private static final int MAX_LINES = 300;
    private static final int MAX_FILES = 15;
    private static final Path MAIN = Path.of("src", "main", "java");

    @Test
    void noFileIsTooLong() throws IOException {
        Path root = root();
        Map<String, Integer> tooLong = new TreeMap<>();
        List<Path> sources = sources(root);
        for (Path source : sources) {
            int lines = Files.readAllLines(source).size();
            if (lines > MAX_LINES) {
                tooLong.put(root.relativize(source).toString(), lines);
            }
        }
        assertThat(sources).as("sources of all modules").hasSizeGreaterThan(50);
        assertThat(tooLong).as("files of more than %d lines", MAX_LINES).isEmpty();
    }

    @Test
    void noPackageIsTooLarge() throws IOException {
        Path root = root();
        Map<String, Long> packages = sources(root).stream()
                .map(root::relativize)
                .filter(source -> source.subpath(1, source.getNameCount()).startsWith(MAIN))
                .collect(Collectors.groupingBy(
                        source -> String.valueOf(source.getParent()), TreeMap::new, Collectors.counting()));
        assertThat(packages).as("packages of all modules").hasSizeGreaterThan(20);
        packages.values().removeIf(files -> files <= MAX_FILES);
        assertThat(packages).as("packages of more than %d files", MAX_FILES).isEmpty();
    }

    private static List<Path> sources(Path root) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("engine", "proxy", "shell")) {
            try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }

    /** Maven runs the tests of a module in the module's own directory, below the one that has the modules. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("engine"))
                ? here
                : here.resolve("..").normalize();
    }
}
