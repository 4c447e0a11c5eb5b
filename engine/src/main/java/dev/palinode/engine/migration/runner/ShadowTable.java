package dev.palinode.engine.migration.runner;

import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.dialect.Dialect;
import dev.palinode.engine.dialect.MariaDbDialect;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.CheckConstraints;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.foreign.ForeignKeyDdl;
import dev.palinode.engine.schema.foreign.ForeignKeyDef;
import dev.palinode.engine.schema.foreign.ForeignKeyNames;
import dev.palinode.engine.sql.TokenCursor;
import dev.palinode.engine.sql.alter.AlterFacts;
import dev.palinode.engine.sql.alter.ConstraintNames;
import dev.palinode.engine.sql.alter.SelfKeys;
import dev.palinode.engine.sql.classify.NameRewriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Makes the empty table of the new definition: a clone of the source to which the server applies the user's ALTER. */
final class ShadowTable {
    private static final int ER_ONE_FULLTEXT_AT_A_TIME = 1795;

    /** What a foreign key gets whose parent has no such column or index: of both flavours. */
    private static final Set<Integer> KEY_TO_NOTHING = Set.of(1005, 1822);

    /** For who uses a table that a foreign key refers to: whoever comes after waits as well. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Connection connection;
    private final TableDef source;
    private final TableName shadow;
    private final Refusals refusals;

    ShadowTable(Connection connection, TableDef source, TableName shadow, Refusals refusals) {
        this.connection = connection;
        this.source = source;
        this.shadow = shadow;
        this.refusals = refusals;
    }

    /**
     * The shadow as the server describes it; a half-made one of an earlier attempt is replaced. Foreign keys are in the
     * description, and not in the table any more: {@link dev.palinode.engine.schema.foreign.TargetKeys}.
     */
    TableDef create(Migration migration, AlterFacts facts) throws SQLException, MigrationFailure {
        connection.setCatalog(shadow.schema());
        try (Statement statement = connection.createStatement()) {
            ForeignKeyDdl foreign = new ForeignKeyDdl(connection, PATIENCE);
            statement.execute("DROP TABLE IF EXISTS " + shadow.quoted());
            statement.execute(
                    "CREATE TABLE " + shadow.quoted() + " LIKE " + source.name().quoted());
            TableDef clone = read();
            refusals.hear(() -> refuseDirectories(clone));
            CheckConstraints checks =
                    new CheckConstraints(source, clone, migration.id().uuid());
            Optional<String> renaming = checks.renaming(shadow);
            if (renaming.isPresent()) {
                statement.execute(renaming.get());
            }
            List<ForeignKeyDef> keys = ForeignKeyDef.of(source);
            ForeignKeyNames keyNames = names(migration, keys);
            if (!keys.isEmpty() && Dialect.of(connection) instanceof MariaDbDialect) {
                foreign.ownIndexes(shadow);
            }
            foreign.attach(shadow, keys.stream().map(keyNames::onCopy).toList());
            try {
                alter(migration, facts, checks.names().plus(keyNames.map(keys)));
                TableDef made = read();
                refuseDoubleNames(made, keyNames);
                keepCounter(statement, made, facts);
                refusals.hear(() -> refuseEngine(made));
                return made;
            } finally {
                new ForeignKeyDdl(connection, PATIENCE).detach(shadow);
            }
        }
    }

    private void keepCounter(Statement statement, TableDef made, AlterFacts facts) throws SQLException {
        if (source.autoIncrement().isPresent() && made.autoIncrement().isPresent() && !facts.setsAutoIncrement()) {
            statement.execute("ALTER TABLE " + shadow.quoted() + " AUTO_INCREMENT = "
                    + source.autoIncrement().get());
        }
    }

    private ForeignKeyNames names(Migration migration, List<ForeignKeyDef> keys) {
        List<String> taken = keys.stream().map(ForeignKeyDef::name).toList();
        return new ForeignKeyNames(source.name(), shadow, migration.id().uuid(), taken);
    }

    /** Two keys that would have to be called the same after the swap. */
    private static void refuseDoubleNames(TableDef made, ForeignKeyNames names) throws MigrationFailure {
        Set<String> seen = new HashSet<>();
        for (ForeignKeyDef key : ForeignKeyDef.of(made)) {
            String name = names.given().getOrDefault(key.name(), key.name());
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new MigrationFailure(
                        "Duplicate foreign key constraint name '" + name + "' (errno 1826) (sqlstate HY000)");
            }
        }
    }

    /** What LIKE leaves out; the rows would be on another disk after the swap. */
    private void refuseDirectories(TableDef clone) throws MigrationFailure {
        if (directories(source) > directories(clone)) {
            throw new MigrationFailure(
                    "table " + source.name() + " has DATA DIRECTORY or INDEX DIRECTORY, and the new table"
                            + " would be in the server's own directory; use ddl_strategy='mysql' or 'direct'");
        }
    }

    private static long directories(TableDef table) {
        TokenCursor cursor = new TokenCursor(table.createStatement());
        long found = 0;
        while (!cursor.atEnd()) {
            found += cursor.at("DATA", "DIRECTORY") || cursor.at("INDEX", "DIRECTORY") ? 1 : 0;
            cursor.take();
        }
        return found;
    }

    private static void refuseEngine(TableDef made) throws MigrationFailure {
        if (!made.engine().equalsIgnoreCase("InnoDB")) {
            throw new MigrationFailure("the new definition uses the storage engine " + made.engine()
                    + "; rows and position can only be committed together in InnoDB");
        }
    }

    /** As if the user had sent it in the session of its submission; what the server says is what the user reads. */
    private void alter(Migration migration, AlterFacts facts, ConstraintNames names)
            throws SQLException, MigrationFailure {
        try (UserSession session = UserSession.open(connection, migration, shadow.schema())) {
            session.statement().execute("SET SESSION lock_wait_timeout = " + PATIENCE.toSeconds());
            // A new key to the table itself may need a column that is new as well.
            String alter = NameRewriter.withParent(migration.statement(), source.name(), shadow);
            execute(session.statement(), names.rewrite(NameRewriter.withTable(alter, shadow)));
            TableDef made = read();
            refusals.hear(() -> TemporalRules.refuseZones(connection, source, made, facts));
            refusals.hear(() -> TemporalRules.refuseComputed(connection, source, made, facts));
            refusals.hear(() -> TemporalRules.refuseZeroDates(connection, source, made, facts));
        } catch (SQLException e) {
            if (SqlFault.isTransient(e) || SqlFault.isFull(e)) {
                throw e;
            }
            String message = String.valueOf(e.getMessage())
                    .replace(shadow.table(), source.name().table());
            throw new MigrationFailure(
                    message + " (errno " + e.getErrorCode() + ") (sqlstate " + e.getSQLState() + ")", e);
        }
    }

    /**
     * Two FULLTEXT keys at once the server makes only by its own copy, which costs nothing on an empty table; and MariaDB
     * adds a key to the table itself only when its columns are there.
     */
    private void execute(Statement statement, String alter) throws SQLException {
        try {
            statement.execute(alter);
        } catch (SQLException e) {
            Optional<SelfKeys> apart = SelfKeys.apart(alter, shadow);
            if (e.getErrorCode() == ER_ONE_FULLTEXT_AT_A_TIME) {
                statement.execute(alter + ", ALGORITHM=COPY");
            } else if (KEY_TO_NOTHING.contains(e.getErrorCode()) && apart.isPresent()) {
                statement.execute(apart.get().others());
                statement.execute(apart.get().keys());
            } else {
                throw e;
            }
        }
    }

    private TableDef read() throws SQLException, MigrationFailure {
        Optional<TableDef> made = SchemaReader.read(connection, shadow);
        return made.isPresent() ? made.get() : SourceChecks.noPlainTable(connection, shadow);
    }
}
