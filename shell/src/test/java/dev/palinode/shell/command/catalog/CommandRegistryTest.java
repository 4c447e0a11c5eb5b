package dev.palinode.shell.command.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.shell.launch.access.EngineRules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandRegistryTest {
    private final CommandRegistry registry = CommandRegistry.standard(new EngineRules());

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
                "migrations \"x\"",
                "migrations `feed`",
                "migrations `my feed`",
                "migrations commerce.orders",
                "migrations `a.b`.`c``d`",
                "migrations Größe",
                "migrations release/1.2",
                "follow orders",
                "follow --help",
                "plan --help",
                "delimiter --help",
                "status --help",
                "top",
                "wait 7f3a --timeout 5m",
                "complete 7f3a",
                "cancel",
                "revert orders",
                "vtctl GetTablets",
                "VTCTL PlannedReparentShard commerce/0",
                "source a.sql",
                "\\! ls",
                "pager",
                "pause orders 0.5 30m",
                "resume all --yes",
                "backends",
                "undrop orders",
                "streams --all",
                "help watch",
                "help follow",
                "help nonsense",
                "help 1064",
                "help ERROR 1064",
                "help error 1064 (42000)",
                "help vtctl PlannedReparentShard",
                "plan ./schema --exit-code",
                "plan a.sql",
                "plan 'src'",
                "top --output json",
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
                "help create table",
                "help 99x",
                "plan",
                "plan ALTER",
                "plan CREATE TABLE x (a INT)",
                "plan DROP",
                "use",
                "use a b",
                "use `a",
                "exit now",
                "status x",
                "migrationsx",
                "watch SELECT 1",
                "undropped",
                "REVERT VITESS_MIGRATION '7f3a'",
                "revert vitess_migration '7f3a'",
                "notee x",
                "source",
                "migrations 'x' and 1=1",
                "migrations a b",
                "migrations `a",
                "usex",
                "-- exit"
            })
    void theseGoToTheServer(String line) {
        assertThat(registry.isCommand(line)).isFalse();
    }
}
