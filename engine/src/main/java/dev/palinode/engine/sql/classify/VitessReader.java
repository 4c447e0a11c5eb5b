package dev.palinode.engine.sql.classify;

import dev.palinode.engine.sql.MigrationVerb;
import dev.palinode.engine.sql.SqlStatement;
import dev.palinode.engine.sql.SqlStatement.DdlKind;
import dev.palinode.engine.sql.TokenCursor;
import java.util.Optional;

/** Reads Vitess's own statements: REVERT, ALTER VITESS_MIGRATION, SHOW VITESS_…, EXPLAIN VITESS_MIGRATION. */
final class VitessReader {
    private static final String VITESS = "VITESS_";

    private static final String REVERT_FORM = "REVERT VITESS_MIGRATION '<uuid>'";
    private static final String ALTER_FORM =
            "ALTER VITESS_MIGRATION '<uuid>' <verb> or ALTER VITESS_MIGRATION <verb> ALL";
    private static final String SHOW_FORM = "SHOW VITESS_MIGRATIONS [FROM keyspace] [LIKE 'pattern' | WHERE condition]"
            + " [ORDER BY column [DESC]] [LIMIT n]";

    private static final String LOGS_FORM = "SHOW VITESS_MIGRATION '<uuid>' LOGS";

    private static final String EXPLAIN_FORM =
            "EXPLAIN VITESS_MIGRATION {CREATE | ALTER | DROP} {TABLE | VIEW | INDEX} ...";

    private static final String THROTTLER_FORM = "SHOW VITESS_THROTTLER STATUS";

    private final TokenCursor cursor;

    private VitessReader(TokenCursor cursor) {
        this.cursor = cursor;
    }

    static Optional<SqlStatement> read(TokenCursor cursor) {
        return new VitessReader(cursor).read();
    }

    private Optional<SqlStatement> read() {
        if (cursor.accept("VTCTL")) {
            return Optional.of(new SqlStatement.Cluster(cursor.text()));
        }
        if (cursor.accept("REVERT", "VITESS_MIGRATION")) {
            return Optional.of(revert());
        }
        if (cursor.accept("ALTER", "VITESS_MIGRATION")) {
            return Optional.of(alter());
        }
        if (cursor.accept("SHOW", "VITESS_MIGRATIONS")) {
            return Optional.of(show());
        }
        if (cursor.accept("SHOW", "VITESS_MIGRATION")) {
            return Optional.of(logs());
        }
        if (cursor.accept("SHOW", "VITESS_SESSIONS")) {
            return Optional.of(
                    cursor.atEnd()
                            ? new SqlStatement.ShowSessions(cursor.text())
                            : cursor.malformed("SHOW VITESS_SESSIONS"));
        }
        if (cursor.accept("SHOW", "VITESS_TABLE_GC")) {
            return Optional.of(
                    cursor.atEnd()
                            ? new SqlStatement.ShowTableGc(cursor.text())
                            : cursor.malformed("SHOW VITESS_TABLE_GC"));
        }
        if (cursor.accept("SHOW", "VITESS_THROTTLED_APPS")) {
            return Optional.of(throttler(true, "SHOW VITESS_THROTTLED_APPS"));
        }
        if (cursor.accept("SHOW", "VITESS_THROTTLER")) {
            boolean status = cursor.accept("STATUS");
            return Optional.of(status ? throttler(false, THROTTLER_FORM) : cursor.malformed(THROTTLER_FORM));
        }
        if (cursor.accept("SHOW")) {
            return cluster();
        }
        for (String explain : new String[] {"EXPLAIN", "DESCRIBE", "DESC"}) {
            if (cursor.accept(explain, "VITESS_MIGRATION")) {
                return Optional.of(explain());
            }
        }
        return Optional.empty();
    }

    /** The statement that is explained is read as it would be by itself. */
    private SqlStatement explain() {
        int start = cursor.offset();
        Optional<SqlStatement.Ddl> ddl =
                StatementClassifier.ddl(cursor.text().substring(start)).filter(found -> found.kind() != DdlKind.OTHER);
        return ddl.isPresent()
                ? new SqlStatement.ExplainMigration(cursor.text(), ddl.get())
                : cursor.malformed(EXPLAIN_FORM);
    }

    private SqlStatement throttler(boolean apps, String form) {
        return cursor.atEnd() ? new SqlStatement.ShowThrottler(cursor.text(), apps) : cursor.malformed(form);
    }

    private Optional<SqlStatement> cluster() {
        boolean ours = cursor.at("KEYSPACES") || cursor.current().regionMatches(true, 0, VITESS, 0, VITESS.length());
        return ours ? Optional.of(new SqlStatement.Cluster(cursor.text())) : Optional.empty();
    }

    private SqlStatement revert() {
        Optional<String> uuid = cursor.string();
        return uuid.isPresent() && cursor.atEnd()
                ? new SqlStatement.Revert(cursor.text(), uuid.get())
                : cursor.malformed(REVERT_FORM);
    }

    private SqlStatement alter() {
        Optional<String> uuid = cursor.string();
        Optional<MigrationVerb> verb = verb();
        if (verb.isEmpty()) {
            return cursor.malformed(ALTER_FORM);
        }
        boolean all = uuid.isEmpty();
        if (all && (!verb.get().hasAll() || !cursor.accept("ALL"))) {
            return cursor.malformed(expected(verb.get()));
        }
        Optional<String> argument = argument();
        boolean missing = argument.isEmpty() && verb.get() == MigrationVerb.CUTOVER_THRESHOLD;
        if (missing || (argument.isPresent() && !takesArgument(verb.get(), all))) {
            return cursor.malformed(expected(verb.get()));
        }
        return new SqlStatement.AlterMigration(cursor.text(), verb.get(), uuid, argument);
    }

    private Optional<MigrationVerb> verb() {
        for (MigrationVerb verb : MigrationVerb.values()) {
            if (cursor.accept(verb.words().toArray(String[]::new))) {
                return Optional.of(verb);
            }
        }
        return Optional.empty();
    }

    private Optional<String> argument() {
        return cursor.atEnd() ? Optional.empty() : Optional.of(cursor.text().substring(cursor.offset()));
    }

    private boolean takesArgument(MigrationVerb verb, boolean all) {
        return switch (verb) {
            case LAUNCH, COMPLETE -> !all && cursor.at("VITESS_SHARDS");
            case THROTTLE -> cursor.at("EXPIRE") || cursor.at("RATIO");
            case CUTOVER_THRESHOLD -> true;
            case CANCEL, RETRY, CLEANUP, POSTPONE_COMPLETE, UNTHROTTLE, FORCE_CUTOVER, VERIFY -> false;
        };
    }

    private static String expected(MigrationVerb verb) {
        String argument = verb == MigrationVerb.CUTOVER_THRESHOLD ? " '<time, such as 15s>'" : "";
        String one = "ALTER VITESS_MIGRATION '<uuid>' " + verb.sql() + argument;
        return verb.hasAll() ? one + " or ALTER VITESS_MIGRATION " + verb.sql() + " ALL" : one;
    }

    private SqlStatement logs() {
        Optional<String> uuid = cursor.string();
        return uuid.isPresent() && cursor.accept("LOGS") && cursor.atEnd()
                ? new SqlStatement.ShowLogs(cursor.text(), uuid.get())
                : cursor.malformed(LOGS_FORM);
    }

    private SqlStatement show() {
        Optional<String> keyspace = Optional.empty();
        if (cursor.accept("FROM") || cursor.accept("IN")) {
            keyspace = cursor.name();
            if (keyspace.isEmpty()) {
                return cursor.malformed(SHOW_FORM);
            }
        }
        Optional<String> like = Optional.empty();
        Optional<String> where = Optional.empty();
        if (cursor.accept("WHERE")) {
            where = condition();
            if (where.isEmpty()) {
                return cursor.malformed(SHOW_FORM);
            }
        } else if (cursor.accept("LIKE")) {
            like = cursor.string();
            if (like.isEmpty()) {
                return cursor.malformed(SHOW_FORM);
            }
        }
        if (!cursor.atEnd() && !atOrder()) {
            return cursor.malformed(SHOW_FORM);
        }
        return new SqlStatement.ShowMigrations(cursor.text(), keyspace, like, where, argument());
    }

    /** What stands before ORDER BY and LIMIT; empty when nothing does. */
    private Optional<String> condition() {
        int start = cursor.offset();
        while (!cursor.atEnd() && !atOrder()) {
            cursor.take();
        }
        int end = cursor.offsetBehind();
        return end > start ? Optional.of(cursor.text().substring(start, end)) : Optional.empty();
    }

    private boolean atOrder() {
        return cursor.at("ORDER", "BY") || cursor.at("LIMIT");
    }
}
