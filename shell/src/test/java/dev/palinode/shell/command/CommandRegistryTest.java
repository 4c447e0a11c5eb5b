package dev.palinode.shell.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandRegistryTest {
    private final CommandRegistry registry = CommandRegistry.standard();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "help",
                "\\h",
                "?",
                "EXIT",
                "quit",
                "\\q",
                "use shop",
                "USE `my shop`",
                "\\u shop",
                "status",
                "\\s",
                "use commerce:-80@replica",
                "migrations",
                "migrations running",
                "migrations '%'",
                "migrations 0a1b2c3d_0000_11f0_0000_000000000001"
            })
    void theseAreCommands(String line) {
        assertThat(registry.isCommand(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "select 1",
                "help 'select'",
                "use",
                "use a b",
                "use `a",
                "exit now",
                "status x",
                "migrationsx",
                "migrations 'x' and 1=1",
                "migrations \"x\"",
                "usex",
                "-- exit"
            })
    void theseGoToTheServer(String line) {
        assertThat(registry.isCommand(line)).isFalse();
    }
}
