package dev.palinode.engine.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.TableName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TableReplacersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "shop  | TRUNCATE TABLE orders                                | true",
                "shop  | truncate `Orders`                                    | true",
                "other | TRUNCATE TABLE orders                                | false",
                "other | TRUNCATE TABLE shop.orders                           | true",
                "other | /* hi */ TRUNCATE TABLE `shop` . `orders`            | true",
                "shop  | TRUNCATE TABLE other.orders                          | false",
                "shop  | RENAME TABLE `shop`.`orders_old` TO `shop`.`orders2` | false",
                "shop  | RENAME TABLE a TO b, new_orders TO orders            | true",
                "shop  | RENAME TABLE `shop`.`new_orders` TO `shop`.`x`       | false",
                "other | DROP DATABASE shop                                   | true",
                "shop  | CREATE OR REPLACE TABLE orders (id INT)              | true",
                "shop  | /*!50100 DROP TABLE orders */                        | true",
                "shop  | /*!50100 */ DROP TABLE orders                        | true",
                "shop  | INSERT INTO orders VALUES (1)                        | false",
                "shop  | SELECT * FROM orders                                 | false"
            })
    void isTold(String schema, String statement, boolean replaces) {
        assertThat(TableReplacers.replaces(statement, schema, new TableName("shop", "orders")))
                .isEqualTo(replaces);
    }

    @Test
    void theStatementMayBeLong() {
        TableName table = new TableName("shop", "orders");
        String blanks = "\n".repeat(50_000) + "/* x */ -- y\n".repeat(10_000);
        assertThat(TableReplacers.replaces(blanks + "DROP TABLE orders", "shop", table))
                .isTrue();
        assertThat(TableReplacers.replaces("CREATE VIEW `v` AS SELECT '" + "x ".repeat(50_000) + "'", "shop", table))
                .isFalse();
    }
}
