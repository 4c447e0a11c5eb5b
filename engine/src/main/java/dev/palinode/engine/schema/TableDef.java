package dev.palinode.engine.schema;

import dev.palinode.engine.model.TableName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A base table as the server describes it.
 *
 * @param name schema and table
 * @param engine the storage engine, such as {@code InnoDB}
 * @param columns in table order, the invisible and generated ones included
 * @param indexes in the order of the table's definition
 * @param rowEstimate the server's estimate of the number of rows
 * @param autoIncrement the next number; empty without such a column
 * @param createStatement SHOW CREATE TABLE without the AUTO_INCREMENT option, to notice changes
 */
public record TableDef(
        TableName name,
        String engine,
        List<ColumnDef> columns,
        List<IndexDef> indexes,
        long rowEstimate,
        Optional<java.math.BigInteger> autoIncrement,
        String createStatement) {

    public TableDef {
        Objects.requireNonNull(name, "name");
        columns = List.copyOf(columns);
        indexes = List.copyOf(indexes);
    }

    /** The same with another text of its definition. */
    public TableDef defined(String create) {
        return new TableDef(name, engine, columns, indexes, rowEstimate, autoIncrement, create);
    }

    /** The column of that name, in any letter case. */
    public Optional<ColumnDef> column(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(columnName))
                .findFirst();
    }

    /** The unique keys, the primary key among them. */
    public List<IndexDef> uniqueKeys() {
        return indexes.stream().filter(IndexDef::unique).toList();
    }
}
