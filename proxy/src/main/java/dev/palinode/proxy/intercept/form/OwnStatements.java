package dev.palinode.proxy.intercept.form;

import dev.palinode.engine.sql.SqlStatement;
import dev.palinode.engine.sql.classify.StatementClassifier;
import java.util.Locale;
import java.util.Set;

/** Statements about migrations and servers that need no server of the session's. */
public final class OwnStatements {
    /** Above what anybody writes in such a statement. */
    private static final int LONGEST = 1 << 12;

    /** To begin a migration, or to explain one, the session's server is asked. */
    private static final Set<Class<? extends SqlStatement>> KINDS = Set.of(
            SqlStatement.Revert.class,
            SqlStatement.AlterMigration.class,
            SqlStatement.ShowMigrations.class,
            SqlStatement.ShowLogs.class,
            SqlStatement.ShowSessions.class,
            SqlStatement.ShowThrottler.class,
            SqlStatement.ShowTableGc.class,
            SqlStatement.Cluster.class,
            SqlStatement.Malformed.class);

    private OwnStatements() {}

    /** Whether a text is such a statement. */
    public static boolean isOne(String sql) {
        return sql.length() <= LONGEST
                && sql.toLowerCase(Locale.ROOT).contains("vitess_")
                && KINDS.contains(StatementClassifier.classify(sql).getClass());
    }
}
