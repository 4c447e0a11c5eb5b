package dev.palinode.shell.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CursorPlaceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "fol | START | fol",
                "SELECT 1; fol | START | fol",
                "follow 7f3a | MIGRATION | 7f3a",
                "REVERT VITESS_MIGRATION '7f | MIGRATION | 7f",
                "SHOW VITESS_MIGRATIONS LIKE '7f | MIGRATION | 7f",
                "pause ord | MIGRATION | ord",
                "watch 5 SELECT * FROM ord | TABLE | ord",
                "source db/ch | FILE | db/ch",
                "use com | SCHEMA | com",
                "SELECT * FROM ord | TABLE | ord",
                "ALTER TABLE ord | TABLE | ord",
                "SET @@ddl_strategy='vitess --post | STRATEGY | --post",
                "SELECT to | ANYTHING | to",
                "SELECT ';', to | ANYTHING | to",
                "UPDATE orders SET o.to | ANYTHING | to",
                "vtctl Planned | ADMINISTRATION | Planned",
                "help fol | COMMAND | fol",
                "cancel 'b5 | MIGRATION | b5",
                "cancel ' | MIGRATION | ~~",
                "follow `fe | MIGRATION | fe",
                "/* now */ follow 7f | MIGRATION | 7f",
                "SELECT 'a from ord | NOTHING | a from ord",
                "SELECT 'it\\'s; ord | NOTHING | it\\'s; ord",
                "SELECT 'from' AS x | ANYTHING | x",
                "SELECT 1 -- from ord | NOTHING | ~~",
                "SELECT 1 /* from ord | NOTHING | ~~",
                "SELECT * FROM `zwei wö | TABLE | zwei wö",
                "SELECT * FROM /* not `that */ ord | TABLE | ord",
                "vtctl PlannedReparentShard --new | ADMINISTERED | --new",
                "vtctl ReparentTablet zone1-1 | ADMINISTERED | zone1-1",
                "alter vitess_migration '7f3a' po | VERB | po",
                "alter vitess_migration cancel a | VERB | a",
                "show vitess_migration '7f3a' l | LOGS | l",
                "REVERT VITESS_MIGRATION 7f | MIGRATION | 7f",
                "plan al | DDL | al",
                "EXPLAIN VITESS_MIGRATION cr | DDL | cr",
                "explain vitess_migration alter table ord | TABLE | ord",
                "undrop lo | DROPPED | lo",
                "source /tmp/my fi | FILE | /tmp/my fi",
                "apply '/tmp/my fi | FILE | /tmp/my fi",
                "\\! cat fi | FILE | fi"
            })
    void whatIsMeantDependsOnThePlace(String text, CursorPlace.Kind kind, String word) {
        CursorPlace place = CursorPlace.at(text);
        assertThat(place.kind()).isEqualTo(kind);
        assertThat(place.word()).isEqualTo(word);
    }

    @Test
    void whatStandsBeforeADotMayBeQuoted() {
        assertThat(CursorPlace.at("SELECT * FROM orders o WHERE o.to").qualifier())
                .contains("o");
        assertThat(CursorPlace.at("SELECT * FROM `my-db`.`or").qualifier()).contains("my-db");
        assertThat(CursorPlace.at("SELECT * FROM `my-db`.or").qualifier()).contains("my-db");
        assertThat(CursorPlace.at("SELECT * FROM `or").qualifier()).isEmpty();
    }
}
