package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
        Path java = Files.createDirectories(home.resolve("jdk/bin")).resolve("java");
        Files.writeString(
                java,
                "#!/bin/sh\nif [ \"$1\" = -version ]; then echo 'openjdk version \"" + version
                        + "\"' >&2; else printf '<%s>\n' \"$@\" \"$LC_ALL\"; fi\n");
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
    }
}
