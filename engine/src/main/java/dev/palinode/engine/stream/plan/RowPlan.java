package dev.palinode.engine.stream.plan;

import dev.palinode.engine.gc.GcName;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.ColumnDef;
import dev.palinode.engine.schema.TableDef;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How rows get from a source to a target table.
 *
 * <p>The <em>iteration key</em> is a unique key of the source: the copy walks along it. The <em>identity</em> is the
 * set of columns by which a row of the source is found again in the target. It always holds the iteration key's
 * columns, so that it names one row of the source and at most one of the target.
 *
 * @param source the table that is read
 * @param target the table that is filled
 * @param columns the shared columns, in the source's order; generated ones are left out
 * @param key the iteration key's columns, in key order
 * @param keyName the iteration key's name on the source
 * @param identity the columns that find a row in the target
 * @param identityIsOnlyUnique whether the target has exactly one unique key and that key is the identity, which tells
 *     values apart as the source does: only then is {@code ON DUPLICATE KEY UPDATE} safe, since nothing else can be the
 *     duplicate
 * @param keyIndexedOnTarget whether the target can be searched by the iteration key's columns
 */
public record RowPlan(
        TableDef source,
        TableDef target,
        List<ColumnPair> columns,
        List<ColumnPair> key,
        String keyName,
        List<ColumnPair> identity,
        boolean identityIsOnlyUnique,
        boolean keyIndexedOnTarget) {

    public RowPlan {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        identity = List.copyOf(identity);
    }

    /** The source's name. */
    public TableName sourceName() {
        return source.name();
    }

    /** The target's name. */
    public TableName targetName() {
        return target.name();
    }

    /**
     * Whether Java can compare keys exactly as the server orders them. Kept to whole numbers: for anything else the
     * order is the server's business.
     */
    public boolean orderKnown() {
        return key.stream().allMatch(pair -> pair.source().isInteger());
    }

    /** Whether the server walks along the iteration key when it is told to. */
    boolean keyIsVisible() {
        return source.indexes().stream().noneMatch(index -> index.name().equals(keyName) && index.hidden());
    }

    /** Whether values of all shared columns can be compared as they are. */
    public boolean sameTexts() {
        return columns.stream().allMatch(ColumnPair::sameText);
    }

    /** Whether a range of the iteration key holds the same rows on both sides. */
    public boolean keyRangesAgree() {
        return keyIndexedOnTarget && key.stream().allMatch(pair -> pair.sameType() || pair.bothIntegers());
    }

    /**
     * The values of new columns that need one. Only a table that the migration made gets them: what a revert brings back
     * was full of real values, and a row without one is not to be passed off as one of those.
     */
    private List<ImplicitDefault> implicitDefaults() {
        return newOnes()
                .flatMap(column -> (isMade() ? ImplicitDefault.of(column) : ImplicitDefault.refused(column)).stream())
                .toList();
    }

    private boolean isMade() {
        return isMade(target);
    }

    /** Whether the migration has made the table, so that it has its rows from the source. */
    static boolean isMade(TableDef target) {
        return GcName.parse(target.name().table())
                .filter(name -> name.kind() == GcName.Kind.SHADOW)
                .isPresent();
    }

    private Stream<ColumnDef> newOnes() {
        Set<String> shared = columns.stream().map(pair -> pair.target().name()).collect(Collectors.toSet());
        return target.columns().stream().filter(column -> !column.generated() && !shared.contains(column.name()));
    }

    /**
     * New columns whose default is made of other columns: nobody can have written them yet, so that they follow what
     * changes, as if the row had been altered as it is.
     */
    public List<String> newDerived() {
        return isMade()
                ? newOnes()
                        .filter(column -> column.defaultValue().orElse("").contains("`"))
                        .map(column -> TableName.quote(column.name()))
                        .toList()
                : List.of();
    }

    /**
     * Columns that only the target has and that it may change by itself, ON UPDATE, with any other of the row. What a revert
     * brings back keeps them.
     */
    public List<String> ownMoments() {
        return isMade()
                ? List.of()
                : newOnes()
                        .filter(ColumnDef::isMoment)
                        .map(column -> TableName.quote(column.name()))
                        .toList();
    }

    /** New columns that need a value, for which there is none: no row of the source can become one of the target. */
    public List<ColumnDef> newWithoutValue() {
        return newOnes().filter(ImplicitDefault::isMissing).toList();
    }

    /** The columns of {@link #implicitDefaults}, to stand behind others in a list. */
    String newColumns() {
        return implicitDefaults().stream().map(fill -> ", " + fill.column()).collect(Collectors.joining());
    }

    /** The values for {@link #newColumns}. */
    String newValues() {
        return implicitDefaults().stream().map(fill -> ", " + fill.literal()).collect(Collectors.joining());
    }

    /**
     * Whether values of the column stay with the target's row as long as nothing else is written to it: what a stream back
     * could make of the source's is less ({@link ColumnPair#finer}).
     */
    public boolean keeps(ColumnPair pair) {
        return !isMade() && pair.finer();
    }

    /** Whether there are such columns. */
    public boolean keepsFiner() {
        return !isMade() && columns.stream().anyMatch(ColumnPair::finer);
    }

    /** Whether a row of the target may be more than what can be made of the source's, so that it is changed where it is. */
    public boolean keepsOwn() {
        return keepsFiner() || (!isMade() && targetHasMore());
    }

    /** The same error, saying which row it is about. */
    public SQLException named(List<String> key, SQLException e) {
        String message = e.getMessage() + ", in the row of " + sourceName() + " with key " + String.join(", ", key);
        return new SQLException(message, e.getSQLState(), e.getErrorCode(), e);
    }

    /** Whether the target has columns that the source has not, whose values only the target knows. */
    public boolean targetHasMore() {
        return target.columns().stream().filter(column -> !column.generated()).count() > columns.size();
    }
}
