package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.palinode.shell.command.Operands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** {@code --help} of everything ends with examples, which can be typed as they are. */
final class ExamplesTest {
    private static List<CommandLine> all(CommandLine line) {
        List<CommandLine> all = new ArrayList<>(List.of(line));
        line.getSubcommands().values().stream()
                .filter(sub -> !sub.getCommandName().equals("help"))
                .forEach(sub -> all.addAll(all(sub)));
        return all;
    }

    @TestFactory
    Stream<DynamicTest> eachHasExamples() {
        return all(Launcher.commandLine()).stream()
                .map(line ->
                        DynamicTest.dynamicTest(line.getCommandSpec().qualifiedName(), () -> assertExamples(line)));
    }

    private static void assertExamples(CommandLine line) {
        String name = line.getCommandSpec().qualifiedName();
        List<String> examples = Arrays.stream(
                        line.getCommandSpec().usageMessage().footer())
                // A shell's own words around it.
                .map(text ->
                        text.replaceAll("^[^(]*<\\(|(?: &&| [<>|]|\\)).*", "").strip())
                .filter(text -> text.startsWith("palinode "))
                .toList();
        assertThat(line.getUsageMessage()).contains("Examples:");
        assertThat(examples).isNotEmpty().anyMatch(text -> text.startsWith(name));
        for (String example : examples) {
            String[] words = Operands.split(example).stream().skip(1).toArray(String[]::new);
            assertThatCode(() -> Launcher.commandLine().parseArgs(words))
                    .as(example)
                    .doesNotThrowAnyException();
        }
    }
}
