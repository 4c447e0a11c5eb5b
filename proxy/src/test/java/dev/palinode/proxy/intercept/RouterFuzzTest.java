package dev.palinode.proxy.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.sql.StatementSplitter;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import dev.palinode.proxy.intercept.form.Backslashes;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any text gets a route, at once, and a text within quotes or comments is nobody's statement. */
final class RouterFuzzTest {
    private static final String[] PARTS = {
        "SET ",
        "@@",
        "ddl_strategy",
        "=",
        "'",
        "''",
        "\"",
        "`",
        "/*",
        "*/",
        "/*!50000 ",
        "-- ",
        "\n",
        "#",
        ";",
        "\\",
        ",",
        " SELECT ",
        "ALTER TABLE t ",
        "REVERT VITESS_MIGRATION ",
        "SHOW VITESS_MIGRATIONS ",
        "PREPARE s FROM ",
        "EXECUTE s ",
        "USING @a",
        "SHOW VARIABLES LIKE ",
        "%",
        "(",
        ")",
        "?",
        "GLOBAL ",
        "session.",
        "x",
        "1",
        "é",
        "NAMES gbk",
        ":=",
        "DEFAULT",
        "WHERE Variable_name IN ",
        "BEGIN ",
        "CREATE PROCEDURE p() ",
        "END"
    };

    private static String text(Random random, int parts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts; i++) {
            text.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return text.toString();
    }

    @Test
    void anyTextHasARoute() {
        RouterFixture fixture = new RouterFixture();
        Random random = new Random(11);
        for (int round = 0; round < 30_000; round++) {
            String text = text(random, random.nextInt(10));
            fixture.state.setBackslashEscapes(random.nextBoolean());
            Route route = fixture.route(text);
            assertThat(route).as(text).isNotNull();
            if (route instanceof Route.Ask ask) {
                assertThat(ask.then().apply(new Reply.Err(1064, "42000", "no"))).isNotNull();
            }
        }
    }

    @Test
    void quotedTextIsNobodys() {
        RouterFixture fixture = new RouterFixture();
        Random random = new Random(12);
        for (int round = 0; round < 10_000; round++) {
            String inner = text(random, 1 + random.nextInt(6));
            fixture.state.setBackslashEscapes(true);
            fixture.forwards("SELECT '" + inner.replace("\\", "\\\\").replace("'", "''") + "', 1");
            fixture.forwards("SELECT 1 /* " + inner.replace("*/", "").replace("*", "") + " */ + 1");
            fixture.state.setBackslashEscapes(false);
            fixture.forwards("SELECT '" + inner.replace("'", "''") + "', 1");
        }
    }

    @Test
    void backslashesComeBack() {
        Random random = new Random(13);
        for (int round = 0; round < 30_000; round++) {
            String text = text(random, random.nextInt(12));
            assertThat(Backslashes.single(Backslashes.doubled(text))).isEqualTo(text);
            assertThat(StatementSplitter.split(text)).isNotNull();
        }
    }
}
