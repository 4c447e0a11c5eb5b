package dev.palinode.proxy.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.MigrationEngine.Control;
import dev.palinode.engine.MigrationEngine.Filter;
import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MigrationCommandTest {
    private final RouterFixture fixture = new RouterFixture();
    private final FakeEngine engine = fixture.engine;

    @Test
    void revertsUnderEveryStrategy() {
        String dashed = FakeEngine.id(7).uuid().replace('_', '-');
        assertThat(fixture.column("revert vitess_migration '" + dashed + "';"))
                .containsExactly(FakeEngine.id(1).uuid());
        fixture.succeeds("SET ddl_strategy='vitess --postpone-completion', migration_context='c'");
        fixture.column("REVERT VITESS_MIGRATION '" + FakeEngine.id(7) + "'");
        assertThat(engine.reverts).hasSize(2).allSatisfy(revert -> {
            assertThat(revert.target()).isEqualTo(FakeEngine.id(7));
            assertThat(revert.keyspace()).isEqualTo(RouterFixture.KEYSPACE);
        });
        assertThat(engine.reverts.get(1).strategy().has(DdlStrategy.Flag.POSTPONE_COMPLETION))
                .isTrue();
        assertThat(engine.reverts.get(1).context()).isEqualTo("c");
    }

    @ParameterizedTest
    @CsvSource({
        "CANCEL,CANCEL",
        "retry,RETRY",
        "LAUNCH,LAUNCH",
        "COMPLETE,COMPLETE",
        "CLEANUP,CLEANUP",
        "Force_Cutover,FORCE_CUTOVER",
        "verify,VERIFY",
        "POSTPONE COMPLETE,POSTPONE_COMPLETE"
    })
    void controlsOne(String word, Verb verb) {
        assertThat(fixture.reply("ALTER VITESS_MIGRATION '" + FakeEngine.id(7) + "' " + word))
                .isEqualTo(new Reply.Ok(3));
        assertThat(engine.controls).containsExactly(new Control(verb, Optional.of(FakeEngine.id(7))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CANCEL", "LAUNCH", "COMPLETE", "CLEANUP", "FORCE_CUTOVER", "VERIFY"})
    void controlsAll(String word) {
        assertThat(fixture.reply("ALTER VITESS_MIGRATION " + word + " ALL")).isEqualTo(new Reply.Ok(3));
        assertThat(engine.controls).containsExactly(new Control(Verb.valueOf(word), Optional.empty()));
    }

    @Test
    void changesTheThreshold() {
        fixture.reply("ALTER VITESS_MIGRATION '" + FakeEngine.id(7) + "' CUTOVER_THRESHOLD '17s'");
        assertThat(engine.controls)
                .containsExactly(
                        new Control(Verb.CUTOVER_THRESHOLD, Optional.of(FakeEngine.id(7)), Duration.ofSeconds(17)));
    }

    @Test
    void takesTheBeginningOfAUuid() {
        fixture.reply("ALTER VITESS_MIGRATION '00000000-0' CANCEL");
        assertThat(engine.controls).containsExactly(new Control(Verb.CANCEL, Optional.of(FakeEngine.id(7))));
        assertThat(fixture.column("show vitess_migration '0000' logs"))
                .containsExactly(FakeEngine.id(7).uuid());
        fixture.fails("REVERT VITESS_MIGRATION '000'", 1210, "HY000", "Not a valid migration ID in REVERT: 000");
    }

    @Test
    void lists() {
        assertThat(fixture.reply("SHOW VITESS_MIGRATIONS")).isInstanceOf(Reply.Rows.class);
        assertThat(fixture.reply("show vitess_migrations from commerce like 'run%'"))
                .isInstanceOf(Reply.Rows.class);
        assertThat(engine.filters).containsExactly(new Filter(Optional.empty()), new Filter(Optional.of("run%")));
        assertThat(fixture.route("SHOW VITESS_MIGRATIONS"))
                .isInstanceOfSatisfying(
                        Route.Work.class,
                        work -> assertThat(work.commitsFirst()).isFalse());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            REVERT VITESS_MIGRATION 'x'                 | 1210 | HY000 | Not a valid migration ID in REVERT: x
            REVERT VITESS_MIGRATION x                   | 1064 | 42000 | near 'x' at line 1
            ALTER VITESS_MIGRATION 'x' CANCEL           | 1210 | HY000 | Not a valid migration ID in CANCEL: x
            ALTER VITESS_MIGRATION '00000000_0000_0000_0000_000000000099' CANCEL | 1105 | HY000 | migration not found
            ALTER VITESS_MIGRATION 'x' EXPLODE          | 1064 | 42000 | near 'EXPLODE'
            ALTER VITESS_MIGRATION RETRY ALL            | 1064 | 42000 | near 'ALL'
            ALTER VITESS_MIGRATION 'x' CLEANUP          | 1210 | HY000 | Not a valid migration ID in CLEANUP: x
            ALTER VITESS_MIGRATION '00000000_0000_0000_0000_000000000007' CUTOVER_THRESHOLD 'soon' | 1210 | HY000 | invalid cut-over threshold value 'soon'. Try '5s' to '30s'
            ALTER VITESS_MIGRATION 'x' THROTTLE EXPIRE '1h' | 1210 | HY000 | Not a valid migration ID in THROTTLE: x
            ALTER VITESS_MIGRATION THROTTLE ALL EXPIRE '-1h' | 1210 | HY000 | invalid EXPIRE value: -1h
            ALTER VITESS_MIGRATION THROTTLE ALL EXPIRE 'soon' RATIO 1 | 1210 | HY000 | invalid EXPIRE value: soon
            ALTER VITESS_MIGRATION THROTTLE ALL RATIO 1.01 | 1210 | HY000 | invalid RATIO value: 1.01
            ALTER VITESS_MIGRATION THROTTLE ALL RATIO -1 | 1210 | HY000 | invalid RATIO value: -1
            ALTER VITESS_MIGRATION THROTTLE ALL RATIO 1e-1 | 1210 | HY000 | invalid RATIO value: 1e-1
            ALTER VITESS_MIGRATION THROTTLE ALL EXPIRE 1 | 1064 | 42000 | near '1'
            ALTER VITESS_MIGRATION THROTTLE ALL EXPIRE '1s' 7 | 1064 | 42000 | near '7'
            ALTER VITESS_MIGRATION UNTHROTTLE ALL RATIO 1 | 1064 | 42000 | near 'RATIO 1'
            SHOW VITESS_THROTTLER                       | 1064 | 42000 | SHOW VITESS_THROTTLER STATUS
            SHOW VITESS_THROTTLED_APPS LIKE 'x'         | 1064 | 42000 | near 'LIKE 'x''
            SHOW VITESS_MIGRATIONS FROM other           | 1049 | 42000 | Unknown database 'other'
            SHOW VITESS_MIGRATION 'x' LOGS              | 1210 | HY000 | Not a valid migration ID in LOGS: x
            SHOW VITESS_MIGRATION 'abcd'                | 1064 | 42000 | near ''
            EXPLAIN VITESS_MIGRATION 'x'                | 1064 | 42000 | expected EXPLAIN VITESS_MIGRATION {CREATE
            EXPLAIN VITESS_MIGRATION                    | 1064 | 42000 | near '' at line 1
            EXPLAIN VITESS_MIGRATION SELECT 1           | 1064 | 42000 | near 'SELECT 1' at line 1
            EXPLAIN VITESS_MIGRATION DROP PROCEDURE p   | 1064 | 42000 | near
            """)
    void refuses(String sql, int errno, String sqlState, String gist) {
        fixture.fails(sql, errno, sqlState, gist);
        assertThat(engine.controls).isEmpty();
        assertThat(engine.reverts).isEmpty();
        assertThat(engine.throttles).isEmpty();
    }

    @Test
    void throttles() {
        String uuid = FakeEngine.id(7).uuid();
        for (String sql : List.of(
                "alter vitess_migration '" + uuid + "' throttle",
                "ALTER VITESS_MIGRATION '0000' THROTTLE EXPIRE '90s' RATIO 0.25",
                "ALTER VITESS_MIGRATION THROTTLE ALL EXPIRE '1h30m'",
                "ALTER VITESS_MIGRATION THROTTLE ALL RATIO .5",
                "ALTER VITESS_MIGRATION '" + uuid + "' UNTHROTTLE",
                "ALTER VITESS_MIGRATION UNTHROTTLE ALL;")) {
            assertThat(fixture.reply(sql)).as(sql).isEqualTo(new Reply.Ok(0));
        }
        assertThat(engine.throttles)
                .containsExactly(
                        uuid + " PT1H 1.0", uuid + " PT1M30S 0.25", "all PT1H30M 1.0", "all PT1H 0.5", uuid, "all");
        assertThat(fixture.reply("SHOW VITESS_THROTTLED_APPS")).isInstanceOf(Reply.Rows.class);
        assertThat(fixture.reply("show vitess_table_gc")).isInstanceOf(Reply.Rows.class);
        assertThat(fixture.reply("show vitess_throttler status")).isInstanceOf(Reply.Rows.class);
    }
}
