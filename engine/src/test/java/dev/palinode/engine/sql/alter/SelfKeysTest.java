package dev.palinode.engine.sql.alter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.TableName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelfKeysTest {
    private static final TableName SELF = new TableName("s", "t");

    @Test
    void keysToTheTableItselfComeAfterAllElse() {
        String key = "ADD CONSTRAINT `a,b` FOREIGN KEY (up, x) REFERENCES t (code, y) ON DELETE RESTRICT";
        String unnamed = "ADD FOREIGN KEY up (up) references `s`.`t`(code)";
        String other = "ADD CONSTRAINT FOREIGN KEY (p) REFERENCES parent (id)";
        String column = "ADD COLUMN code ENUM('REFERENCES t (a)', 'b') COMMENT 'x, y'";
        assertThat(SelfKeys.apart(
                        "ALTER TABLE `s`.`t` " + String.join(", ", key, column, unnamed, other, "ALGORITHM=COPY"),
                        SELF))
                .contains(new SelfKeys(
                        "ALTER TABLE `s`.`t` " + String.join(", ", column, other, "ALGORITHM=COPY"),
                        "ALTER TABLE `s`.`t` " + key + ", " + unnamed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t ADD COLUMN a INT, ADD FOREIGN KEY (a) REFERENCES other (id)",
                "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES t (id)",
                "ALTER TABLE t DROP FOREIGN KEY a, ADD KEY (b)",
                "CREATE TABLE t (a INT)"
            })
    void whereOneOfTheTwoIsEmptyNothingIsCutApart(String sql) {
        assertThat(SelfKeys.apart(sql, SELF)).isEmpty();
    }
}
