package dev.palinode.engine.migration.runner.external.tool;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.ToolPaths;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the programs of external strategies. */
public final class ToolPrograms {
    private final ToolPaths paths;
    private final String searched;

    /** On the path of this process. */
    public ToolPrograms(ToolPaths paths) {
        this(paths, System.getenv().getOrDefault("PATH", ""));
    }

    ToolPrograms(ToolPaths paths, String searched) {
        this.paths = paths;
        this.searched = searched;
    }

    /** The program of an external strategy, if it is installed. */
    public Optional<Path> find(DdlStrategy.Kind kind) {
        String name = paths.of(kind);
        try {
            if (name.contains("/")) {
                return Optional.of(Path.of(name).toAbsolutePath()).filter(ToolPrograms::isProgram);
            }
            return Stream.of(searched.split(":", -1))
                    .filter(directory -> directory.startsWith("/"))
                    .map(directory -> Path.of(directory, name))
                    .filter(ToolPrograms::isProgram)
                    .findFirst();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /** What is to be done where the program is not found, in one sentence. */
    public String missing(DdlStrategy.Kind kind) {
        String name = paths.of(kind);
        String option = "--" + kind.sql() + "-path";
        String where = name.contains("/") ? "is no program that can be run" : "is not on the PATH of Palinode";
        String install = kind == DdlStrategy.Kind.PT_OSC
                ? "install percona-toolkit (Debian's package has that name)"
                : "install gh-ost (a single file, from its releases on GitHub)";
        return "strategy '" + kind.sql() + "' needs the program " + name + ", which " + where + ": " + install
                + " on the machine of Palinode, or say where it is by " + option
                + "; or use ddl_strategy='vitess', which needs no program";
    }
}
