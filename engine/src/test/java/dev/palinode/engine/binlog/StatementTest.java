package dev.palinode.engine.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.TableName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a statement in the binlog means for a table. */
final class StatementTest {
    private static final TableName TABLE = new TableName("shop", "order_line");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "INSERT INTO order_line VALUES (1)              | true  | true",
                "/* hi */ (select 1)                            | false | true",
                "-- x                                           | false | false",
                "/*!50100 update `Order_Line` set a = 1 */      | true  | true",
                "ALTER TABLE shop.order_line ADD x INT          | true  | false",
                "ALTER TABLE order_lines ADD x INT              | false | false",
                "ALTER TABLE my_order_line ADD x INT            | false | false",
                "ALTER TABLE x COMMENT 'about order_line.'      | true  | false",
                "DROP DATABASE `shop`                           | true  | false",
                "DROP DATABASE shop2                            | false | false",
                "DROP TABLE shop                                | false | false",
                "WITH a AS (SELECT 1) DELETE FROM order_line    | true  | true",
                "truncate order_line                            | true  | false"
            })
    void judges(String sql, boolean concerns, boolean changesRows) {
        Statement statement = new Statement("shop", sql);
        assertThat(statement.mayConcern(TABLE)).isEqualTo(concerns);
        assertThat(statement.changesRows()).isEqualTo(changesRows);
    }

    /** Tables of one name are in many schemas. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shop  | INSERT INTO order_line VALUES (1)         | true",
                "SHOP  | INSERT INTO order_line VALUES (1)         | true",
                "other | INSERT INTO order_line VALUES (1)         | false",
                "other | INSERT INTO shop.order_line VALUES (1)    | true",
                "other | INSERT INTO `shop`.`order_line` VALUES (1)| true",
                "shop  | INSERT INTO other_line VALUES (1)         | false",
                "shop  | ALTER TABLE order_line ADD x INT          | false"
            })
    void tellsSchemasApart(String schema, String sql, boolean changes) {
        assertThat(new Statement(schema, sql).mayChangeRowsOf(TABLE)).isEqualTo(changes);
    }
}
