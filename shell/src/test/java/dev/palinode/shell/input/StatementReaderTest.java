package dev.palinode.shell.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.shell.input.Statement.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class StatementReaderTest {
    private static final Set<String> COMMANDS = Set.of("exit", "use");

    private static StatementReader reader() {
        return new StatementReader(line -> COMMANDS.contains(line.split(" ", 2)[0]));
    }

    private static List<Statement> drain(StatementReader reader) {
        List<Statement> all = new ArrayList<>();
        for (Optional<Statement> s = reader.next(); s.isPresent(); s = reader.next()) {
            all.add(s.get());
        }
        return all;
    }

    /** Each statement as its ending's initial, a colon and its text. */
    private static List<String> cut(String text) {
        StatementReader reader = reader().feed(text);
        List<Statement> all = new ArrayList<>(drain(reader));
        reader.end().ifPresent(all::add);
        return all.stream()
                .map(s -> s.ending().name().charAt(0) + ":" + s.text())
                .toList();
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of("select 1;", List.of("D:select 1")),
                Arguments.of("select 1; select 2;", List.of("D:select 1", "D:select 2")),
                Arguments.of("select 1\n  , 2\n;", List.of("D:select 1\n  , 2")),
                Arguments.of("select 1\\G select 2\\g", List.of("V:select 1", "D:select 2")),
                Arguments.of("select ';' , \";\" , `;`;", List.of("D:select ';' , \";\" , `;`")),
                Arguments.of("select 'it''s;', 'a\\';b';", List.of("D:select 'it''s;', 'a\\';b'")),
                Arguments.of("select `a\\`; select 2;", List.of("D:select `a\\`", "D:select 2")),
                Arguments.of("select 'a\nb;\n\nc';", List.of("D:select 'a\nb;\n\nc'")),
                Arguments.of("select 'a\\\nb';", List.of("D:select 'a\\\nb'")),
                Arguments.of("select '\\\\G';", List.of("D:select '\\\\G'")),
                Arguments.of("select 1 -- no; end\n, 2;", List.of("D:select 1 -- no; end\n, 2")),
                Arguments.of("select 1 # no; end\n, 2;", List.of("D:select 1 # no; end\n, 2")),
                Arguments.of("select 3--2;", List.of("D:select 3--2")),
                Arguments.of("select 1 --\n;", List.of("D:select 1 --")),
                Arguments.of("select /* ; ' \n ; */ 1;", List.of("D:select /* ; ' \n ; */ 1")),
                Arguments.of("/* it's only */ ; -- a comment\n;;", List.of()),
                Arguments.of("/*!50100 set @a = ';' */;", List.of("D:/*!50100 set @a = ';' */")),
                Arguments.of("/*M!100100 set @a=1 */;", List.of("D:/*M!100100 set @a=1 */")),
                Arguments.of("/*+ hint */ select 1;", List.of("D:/*+ hint */ select 1")),
                Arguments.of("-- first\nselect 1;", List.of("D:-- first\nselect 1")),
                Arguments.of("select 1 \\c select 2;", List.of("D:select 2")),
                Arguments.of("select 'x\\c';", List.of("D:select 'x\\c'")),
                Arguments.of("select 1", List.of("I:select 1")),
                Arguments.of("select 'open", List.of("I:select 'open")),
                Arguments.of("  \n \n", List.of()),
                Arguments.of("", List.of()),
                Arguments.of("exit", List.of("C:exit")),
                Arguments.of("exit;", List.of("C:exit")),
                Arguments.of("select 1; exit", List.of("D:select 1", "C:exit")),
                Arguments.of("use a; select 1;", List.of("C:use a", "D:select 1")),
                Arguments.of("use a\nselect 1;", List.of("C:use a", "D:select 1")),
                Arguments.of("select 1\nexit\n;", List.of("D:select 1\nexit")),
                Arguments.of("-- note\nexit\n", List.of("C:exit")),
                Arguments.of(
                        "delimiter //\nbegin; end; //\ndelimiter ;\nselect 1;", List.of("D:begin; end;", "D:select 1")),
                Arguments.of("DELIMITER $$ \nselect 1$$select 2$$", List.of("D:select 1", "D:select 2")),
                Arguments.of("delimiters;", List.of("D:delimiters")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void cutsAtDelimitersOnly(String text, List<String> statements) {
        assertThat(cut(text)).isEqualTo(statements);
    }

    @Test
    void theLineOfAProgramIsItsOwn() {
        StatementReader reader = new StatementReader(
                line -> line.startsWith("\\!") || line.equals("exit"), line -> line.startsWith("\\!"));
        reader.feed("select 1; \\! ls; echo 'a;'; \nexit; select 2;");
        assertThat(drain(reader))
                .extracting(Statement::text)
                .containsExactly("select 1", "\\! ls; echo 'a;'", "exit", "select 2");
    }

    @Test
    void tellsWhatItWaitsIn() {
        assertThat(reader().feed("select 1").waitingIn()).isEqualTo("-");
        assertThat(reader().feed("select 'a").waitingIn()).isEqualTo("'");
        assertThat(reader().feed("select \"a").waitingIn()).isEqualTo("\"");
        assertThat(reader().feed("select `a").waitingIn()).isEqualTo("`");
        assertThat(reader().feed("select /* a").waitingIn()).isEqualTo("*");
        assertThat(reader().feed("select f(a, (b)\n").waitingIn()).isEqualTo("(");
        assertThat(reader().feed("select f(a, 'b").waitingIn()).isEqualTo("'");
        assertThat(reader().feed("select f(a, (b)) + '('").waitingIn()).isEqualTo("-");
        assertThat(reader().feed("select ')' ) + (1; select").waitingIn()).isEqualTo("-");
    }

    @Test
    void isUnfinishedOnlyWithinSomething() {
        assertThat(reader().feed("").unfinished()).isFalse();
        assertThat(reader().feed("-- comment").unfinished()).isFalse();
        assertThat(reader().feed("/* open").unfinished()).isTrue();
        assertThat(reader().feed("select 1;").unfinished()).isFalse();
        assertThat(reader().feed("select 1; select").unfinished()).isTrue();
        assertThat(reader().feed("select 1 \\c").unfinished()).isFalse();
    }

    @Test
    void knowsOnWhichLineAStatementStarts() {
        StatementReader reader = reader();
        reader.feed("-- comment");
        reader.feed("select 1; select");
        reader.feed("2;");
        reader.feed("");
        reader.feed("select 3;");
        assertThat(drain(reader))
                .containsExactly(
                        new Statement("-- comment\nselect 1", Ending.DELIMITER, 2),
                        new Statement("select\n2", Ending.DELIMITER, 2),
                        new Statement("select 3", Ending.DELIMITER, 5));
    }

    @Test
    void aFreshReaderHasTheDelimiterButNotTheText() {
        StatementReader reader = reader();
        reader.feed("delimiter //");
        reader.feed("begun");
        StatementReader fresh = reader.fresh();
        assertThat(fresh.unfinished()).isFalse();
        assertThat(drain(fresh.feed("a; b//"))).containsExactly(new Statement("a; b", Ending.DELIMITER, 1));
        assertThat(reader.unfinished()).isTrue();
    }
}
