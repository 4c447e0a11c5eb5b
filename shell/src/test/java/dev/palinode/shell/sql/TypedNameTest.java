package dev.palinode.shell.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TypedNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "orders          |         | orders",
                "`feed`          |         | feed",
                "shop.orders     | shop    | orders",
                "`shop`.`or``de` | shop    | or`de",
                "shop.`a.b`      | shop    | a.b",
                "`a.b`           |         | a.b",
                "Größe           |         | Größe",
                "a.b.c           |         | a.b.c",
                "`a              |         | `a"
            })
    void aNameMayHaveItsSchema(String typed, String schema, String table) {
        assertThat(TypedName.of(typed)).isEqualTo(new TypedName(Optional.ofNullable(schema), table));
    }
}
