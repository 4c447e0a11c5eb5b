package dev.palinode.shell.launch.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

final class CompletionCommandTest {
    @Command(
            name = "palinode",
            subcommands = {CompletionCommand.class, Open.class, CommandLine.HelpCommand.class})
    static final class Root {}

    @Command(name = "open", description = "Opens it. At once.")
    static final class Open {
        @Option(
                names = {"-f", "--file"},
                paramLabel = "FILE",
                description = "What's read.")
        private String file = "";

        String file() {
            return file;
        }
    }

    private static String script(String shell) {
        StringWriter out = new StringWriter();
        CommandLine line = new CommandLine(new Root()).setCaseInsensitiveEnumValuesAllowed(true);
        assertThat(line.setOut(new PrintWriter(out)).execute("completion", shell))
                .isZero();
        return out.toString();
    }

    @Test
    void bashCanReadTheScriptAndCompletesByIt(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("script");
        Files.writeString(file, script("bash"));
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source " + file + " && COMP_WORDS=(palinode op) COMP_CWORD=1 COMP_LINE='palinode op'"
                                + " && _complete_palinode && echo \"${COMPREPLY[@]}\"")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("open\n");
    }

    @Test
    void fishGetsALinePerOption() {
        assertThat(script("fish"))
                .contains("complete -c palinode -n __fish_use_subcommand -a open -d 'Opens it.'\n")
                .contains("complete -c palinode -n '__fish_seen_subcommand_from open' -s f -l file -r -F -d 'What\\'s"
                        + " read.'\n");
    }

    @Test
    void fishIsToldTextsAndNoFormats() {
        assertThat(script("fish")).contains("-a help -d '").doesNotContain("%n", "%%", "-d ''");
    }

    @Test
    void fishCompletesByTheScript(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("script");
        Files.writeString(file, script("fish"));
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/fish")), "no fish");
        Process fish = new ProcessBuilder(
                        "fish",
                        "-c",
                        "source " + file + "; complete -C 'palinode op'; complete -C 'palinode open --fi';"
                                + " complete -C 'palinode completion z'")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(fish.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("open\tOpens it.\n", "--file\tWhat's read.\n", "zsh\t");
    }

    @Test
    void zshCompletesByTheScript(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("script");
        Files.writeString(file, script("zsh"));
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "no zsh");
        // As zsh calls functions that were written for bash.
        Process zsh = new ProcessBuilder(
                        "zsh",
                        "-f",
                        "-c",
                        "autoload -U compinit; compinit -u -D; source " + file
                                + "; ask() { emulate -L sh; setopt kshglob noshglob braceexpand;"
                                + " COMP_WORDS=(palinode op); COMP_CWORD=1; _complete_palinode;"
                                + " echo \"${COMPREPLY[@]}\"; }; ask")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(zsh.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .as("zsh itself leaves out what does not fit")
                .isEqualTo("completion open help\n");
    }
}
