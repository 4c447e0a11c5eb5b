package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.shell.Tmux;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code palinode} of the source tree, in a tree that is built, with a Java that says how it was called. */
class LauncherScriptTest {
    @TempDir
    Path home;

    private record Ran(int status, String output) {}

    @BeforeEach
    void tree() throws IOException {
        Files.copy(Path.of("..", "palinode"), home.resolve("palinode"));
        Path target = home.resolve("shell/target");
        Files.createDirectories(home.resolve("shell/src/main"));
        Files.createDirectories(target.resolve("lib"));
        Files.createDirectories(target.resolve("demo"));
        for (String file : List.of("pom.xml", "shell/pom.xml", "shell/target/palinode-shell-1.jar")) {
            Files.createFile(home.resolve(file));
        }
        Files.createFile(target.resolve("built"));
    }

    private void java(String version) throws IOException {
        java(version, "printf '<%s>\n' \"$@\" \"$LC_ALL\"");
    }

    private void java(String version, String does) throws IOException {
        Path java = Files.createDirectories(home.resolve("jdk/bin")).resolve("java");
        Files.writeString(
                java,
                "#!/bin/sh\nif [ \"$1\" = -version ]; then\n  echo 'openjdk version \"" + version
                        + "\"' >&2\n  exit\nfi\n" + does + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Ran run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home.resolve("palinode").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), output);
    }

    @Test
    void argumentsArriveAsTheyAreAndTextInUtf8() throws Exception {
        java("17.0.9");
        Ran ran = run("shell", "-e", "SELECT 'a  b' ; *");
        assertThat(ran.status()).isZero();
        assertThat(ran.output())
                .contains("<dev.palinode.shell.launch.Launcher>\n<shell>\n<-e>\n<SELECT 'a  b' ; *>\n<C.UTF-8>\n")
                .doesNotContain("ArchiveClassesAtExit", "native-access");
    }

    @Test
    void nativeCodeIsAllowedWhereJavaWarnsAboutIt() throws Exception {
        java("25");
        assertThat(run("serve").output()).contains("<--enable-native-access=ALL-UNNAMED>");
    }

    @Test
    void anOldJavaIsRefused() throws Exception {
        java("11.0.2");
        Ran ran = run("shell");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.output()).contains("is of version 11; 17 or newer is needed");
    }

    @Test
    void theVersionIsReadFromTheFileOfTheJdk() throws Exception {
        java("11.0.2");
        Files.writeString(home.resolve("jdk/release"), "JAVA_RUNTIME_VERSION=\"21.0.2+13\"\nJAVA_VERSION=\"21.0.2\"\n");
        assertThat(run("shell", "--version").status()).isZero();
        java("21.0.2");
        Files.writeString(home.resolve("jdk/release"), "JAVA_RUNTIME_VERSION=\"21.0.2+13\"\n");
        assertThat(run("shell", "--version").status()).isZero();
    }

    private Tmux window(String words) throws Exception {
        return Tmux.start(
                150,
                10,
                "HOME='" + home + "' XDG_CACHE_HOME= JAVA_HOME='" + home + "/jdk' '" + home + "/palinode' " + words);
    }

    private List<String> cache() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve(".cache/palinode"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void onlyASessionAtATerminalThatEndsWellLeavesAnArchive() throws Exception {
        java("17.0.9", """
                for word; do case $word in -XX:ArchiveClassesAtExit=*) archive=${word#*=} ;; esac; done
                echo "archive to make: ${archive:-none}"
                [ -n "$archive" ] || exit 0
                trap 'dump; : >"$HOME/dumped"; exit 129' HUP
                dump() { head -c 11000000 /dev/zero >"$archive"; }
                echo started
                while ! [ -f "$HOME/leave" ]; do sleep 0.1; done
                dump
                """);
        Path old = Files.createDirectories(home.resolve(".cache/palinode")).resolve("shell-1.jsa.7");
        Files.createFile(old);
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        try (Tmux window = window("shell -e 'SELECT 1'")) {
            window.sees("archive to make: none").sees("ended with 0");
        }
        try (Tmux window = window("shell -P 1")) {
            window.sees("started");
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(home.resolve("dumped")));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(cache()).isEmpty());
        Files.createFile(home.resolve("leave"));
        try (Tmux window = window("shell")) {
            window.sees("ended with 0");
        }
        assertThat(cache()).singleElement().asString().endsWith(".jsa");
    }
}
