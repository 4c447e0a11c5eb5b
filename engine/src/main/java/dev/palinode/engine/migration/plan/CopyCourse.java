package dev.palinode.engine.migration.plan;

import dev.palinode.engine.migration.runner.CopyAnalysis;
import dev.palinode.engine.migration.runner.direct.Analysis;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.schema.ShadowAnalysis;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.foreign.ForeignKeyDef;
import dev.palinode.engine.schema.notes.SchemaNotes;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.stream.plan.ColumnPair;
import dev.palinode.engine.stream.plan.RowPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An ALTER by shadow table, copy, binlog and swap.
 *
 * @param change what it comes to, found out on an empty table
 * @param size of the table as it is
 * @param retention how long the old table is held
 * @param instant whether the server could do it at once
 */
record CopyCourse(
        Migration migration,
        CopyAnalysis.Change change,
        TableFacts.Size size,
        String retention,
        Analysis.Instant instant)
        implements Course {
    @Override
    public String word() {
        return "copy";
    }

    @Override
    public String summary() {
        boolean verified = !DdlStrategyParser.of(migration).has(DdlStrategy.Flag.SKIP_VERIFY);
        return "a new table is filled while the old one is in use, " + (verified ? "verified, " : "")
                + "and swapped with it";
    }

    @Override
    public boolean isImmediate() {
        return false;
    }

    @Override
    public void describe(PlanSheet sheet) {
        sheet.add(Aspect.STATEMENT, "", migration.statement());
        describeInstant(sheet);
        describeKeys(sheet);
        ColumnLines.write(sheet, change.rows());
        sheet.add(Aspect.DISK, "new table", size.total() + " bytes, about, until the old table is collected");
        sheet.add(
                Aspect.DISK,
                "binlog",
                size.data() + " bytes, about, here and on each replica, and each change of a row once more");
        sheet.add(Aspect.DISK, "free", "unknown: the server does not tell it");
        describeLocks(sheet);
        describeDoubts(sheet);
        describeRevert(sheet);
    }

    private void describeInstant(PlanSheet sheet) {
        Optional<DirectPlan> plan = instant.plan();
        if (plan.isEmpty()) {
            sheet.add(Aspect.INSTANT, "no", instant.objection());
            return;
        }
        String back = plan.get()
                .irrevertible()
                .map(reason -> "could not be reverted: " + reason)
                .orElse("could be reverted at once");
        sheet.add(Aspect.INSTANT, "yes", "under --prefer-instant-ddl, without a copy; it " + back);
    }

    private void describeKeys(PlanSheet sheet) {
        RowPlan rows = change.rows();
        sheet.add(Aspect.KEY, "iteration", rows.keyName() + " (" + names(rows.key(), ColumnLines::sourceName) + ")");
        sheet.add(Aspect.KEY, "identity", "(" + names(rows.identity(), ColumnLines::targetName) + ") of the new table");
    }

    private static String names(List<ColumnPair> pairs, Function<ColumnPair, String> name) {
        return pairs.stream().map(name).collect(Collectors.joining(", "));
    }

    private void describeLocks(PlanSheet sheet) {
        sheet.add(Aspect.LOCK, "start", "shared metadata lock for the moment of CREATE TABLE ... LIKE; nobody waits");
        sheet.add(
                Aspect.LOCK,
                "copy",
                "shared row locks on one chunk of rows per copier, about 50 ms each while others write");
        sheet.add(
                Aspect.LOCK,
                "cut-over",
                "exclusive metadata lock, with queries held back, for at most "
                        + migration.cutOverThreshold().toSeconds() + "s per attempt");
        Stream.concat(ForeignKeyDef.of(change.source()).stream(), ForeignKeyDef.of(change.target()).stream())
                .map(ForeignKeyDef::parent)
                .filter(parent -> !parent.equals(change.source().name())
                        && !parent.equals(change.target().name()))
                .distinct()
                .forEach(parent -> sheet.add(
                        Aspect.LOCK,
                        "parent",
                        parent + ": for moments at the start, and at the cut-over together with the table: queries are"
                                + " held back, and MySQL takes an exclusive metadata lock, for which writers that have"
                                + " begun are waited for"));
    }

    /** The way back tells what the new table cannot hold: it is where the old one holds more. */
    private void describeDoubts(PlanSheet sheet) {
        TableDef after = change.target();
        TableDef before = change.source();
        SchemaNotes back = SchemaNotes.of(after, before, ShadowAnalysis.inverse(change.renames()));
        back.removedUniqueKeys()
                .forEach(key ->
                        sheet.add(Aspect.MAY_FAIL, key, "unique key: two rows with one value would end the migration"));
        back.expandedColumns()
                .forEach((column, why) -> sheet.add(
                        Aspect.MAY_FAIL,
                        column,
                        "may hold less than before: a value that does not fit would end the migration; none is cut"));
        change.rows()
                .newWithoutValue()
                .forEach(column -> sheet.add(
                        Aspect.MAY_FAIL,
                        column.name(),
                        "NOT NULL without a default, of a type that has none: any row would end the migration"));
        ColumnLines.dropped(change.rows())
                .forEach(column -> sheet.add(
                        Aspect.LOSS,
                        column.name(),
                        "its values are in the held table alone, for " + retention + "; then they are gone"));
    }

    private void describeRevert(PlanSheet sheet) {
        String notes = change.notes().text();
        Duration window = DdlStrategyParser.of(migration).reverseWindow();
        sheet.add(
                Aspect.REVERTIBLE,
                "yes",
                "the old table is held for " + retention + ", and gets what is written since"
                        + (window.isZero()
                                ? ""
                                : ", at once for " + window.toSeconds() + "s (--reverse-window): until then a REVERT is"
                                        + " one swap, and the column revertible says whether it would lose nothing")
                        + (notes.isEmpty()
                                ? ""
                                : "; if rows come that it cannot hold, see the notes, the REVERT fails"));
        notes.lines().forEach(line -> sheet.add(Aspect.NOTE, "", line));
    }
}
