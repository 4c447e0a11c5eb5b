package dev.palinode.engine.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.binlog.event.BinlogEvent;
import dev.palinode.engine.model.TableName;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
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
                "/*MyApp*/ UPDATE order_line SET a = 1          | true  | true",
                "/**/ UPDATE order_line SET a = 1               | true  | true",
                "/*M!100100 UPDATE order_line SET a = 1 */      | true  | true",
                "ANALYZE UPDATE order_line SET a = 1            | true  | true",
                "/*a*/ANALYZE FORMAT=JSON DELETE FROM order_line | true  | true",
                "ANALYZE TABLE order_line                       | true  | false",
                "ANALYZE                                        | false | false",
                "ANALYZE FORMAT=                                | false | false",
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
        Statement statement = new Statement("shop", sql, true);
        assertThat(statement.mayConcern(TABLE)).isEqualTo(concerns);
        assertThat(statement.changesRows()).isEqualTo(changesRows);
    }

    /** A trigger, a view or a function may stand between; but tables of one name are in many schemas. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shop  | INSERT INTO order_line VALUES (1)         | true",
                "SHOP  | INSERT INTO order_line VALUES (1)         | true",
                "other | INSERT INTO order_line VALUES (1)         | false",
                "other | INSERT INTO shop.order_line VALUES (1)    | true",
                "other | INSERT INTO `shop`.`order_line` VALUES (1)| true",
                "shop  | INSERT INTO other_line VALUES (1)         | true",
                "other | INSERT INTO other_line VALUES (1)         | false",
                "other | SELECT shop.f()                           | true",
                "shop  | SET PASSWORD FOR a = 'b'                   | false",
                "shop  | SET STATEMENT max_statement_time=1 FOR DO f() | true",
                "shop  | ALTER TABLE order_line ADD x INT          | false"
            })
    void tellsSchemasApart(String schema, String sql, boolean changes) {
        assertThat(new Statement(schema, sql, true).mayChangeRowsOf(TABLE)).isEqualTo(changes);
    }

    /** The binlog has the bytes that the client sent. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "größe      | TRUNCATE TABLE größe         | ISO-8859-1 | true",
                "größe      | TRUNCATE TABLE größe         | UTF-8      | false",
                "größe      | CREATE USER größe            | ISO-8859-1 | false",
                "表         | ALTER TABLE 表 FORCE         | GBK        | true",
                "order_line | TRUNCATE TABLE größe         | ISO-8859-1 | false"
            })
    void aNameInAnotherCharacterSetIsNotOverlooked(String table, String sql, String charset, boolean mayEmpty) {
        byte[] text = sql.getBytes(Charset.forName(charset));
        byte[] body = new byte[13 + 4 + 1 + text.length];
        body[8] = 4;
        System.arraycopy("shop".getBytes(StandardCharsets.US_ASCII), 0, body, 13, 4);
        System.arraycopy(text, 0, body, 18, text.length);
        byte[] header = new byte[BinlogEvent.HEADER_BYTES];
        header[4] = BinlogEvent.QUERY;
        Statement statement = Statement.read(new BinlogEvent(header, body));
        assertThat(statement.mayEmptyUnread(new TableName("shop", table))).isEqualTo(mayEmpty);
    }
}
