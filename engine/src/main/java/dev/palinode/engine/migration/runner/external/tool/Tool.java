package dev.palinode.engine.migration.runner.external.tool;

import dev.palinode.engine.dialect.Dialect;
import dev.palinode.engine.model.Migration;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What has to be known of a program: how it is called, and what it says. Stateless. */
public interface Tool {
    /** What both programs need of the keyspace. */
    String ON_SCHEMA = "ALTER, CREATE, DELETE, DROP, INDEX, INSERT, LOCK TABLES, SELECT, TRIGGER, UPDATE";

    /** The strategy's name, which is also the name that the throttler knows. */
    String name();

    /** The names of its tables, as far as they can be known. */
    ToolTables tables(Migration migration);

    /** How many underscores it puts in front of the old table's name, at most; 0 where the name is decided already. */
    int oldNamesToTry();

    /** Writes the files that it needs, and returns its command line, which holds no password. */
    List<String> prepare(ToolOrder order) throws IOException;

    /** What privileges on the keyspace it insists on; the schema is quoted, and its wildcards are escaped. */
    String schemaPrivileges(String schema);

    /** Whether it reads the binlog. */
    boolean readsBinlog();

    /** Whether writes that wait at its swap may be lost, so that clients had better not come that far. */
    boolean mayLoseWaiters();

    /** Why it does not work with a server at all; empty where it may. */
    default Optional<String> objection(Dialect dialect, Connection connection) throws SQLException {
        return Optional.empty();
    }

    /** Whether it makes triggers. */
    boolean makesTriggers();

    /** What a line of its output says of its progress, if anything. */
    Optional<ToolProgress> progress(String line);

    /** Whether a line is said again and again, and is not worth being kept. */
    boolean isNoise(String line);
}
