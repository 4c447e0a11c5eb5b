package dev.palinode.engine.binlog;

import dev.palinode.engine.binlog.event.BinlogEvent;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.schema.TableDef;
import java.time.Instant;
import java.util.Optional;

/**
 * Follows transactions through the events and puts what concerns one table into the buffer. Used by one thread. Methods
 * that return a boolean say whether anybody still listens.
 */
final class TransactionReader {
    private final TableDef table;
    private final TableName watched;
    private final EventBuffer buffer;
    private final RowReader rows;
    private final GtidTracker gtids;
    private boolean open;
    private boolean touched;
    private boolean quiet;

    TransactionReader(TableDef table, TableName watched, Position start, EventBuffer buffer) {
        this.table = table;
        this.watched = watched;
        this.buffer = buffer;
        this.rows = new RowReader(table);
        this.gtids = new GtidTracker(start);
    }

    /** Whether rows under that table number are of interest. */
    boolean wants(long tableId) {
        return rows.wants(tableId);
    }

    /** Whether events of that type have anything to say here. */
    boolean counts(int type) {
        return BinlogEvent.isRows(type)
                || switch (type) {
                    case BinlogEvent.QUERY,
                            BinlogEvent.XID,
                            BinlogEvent.TABLE_MAP,
                            BinlogEvent.GTID,
                            BinlogEvent.GTID_TAGGED,
                            BinlogEvent.MARIADB_GTID,
                            BinlogEvent.TRANSACTION_PAYLOAD -> true;
                    default -> false;
                };
    }

    boolean on(BinlogEvent event) throws StreamFailure, InterruptedException {
        boolean wasQuiet = quiet;
        quiet = event.isHeartbeat();
        if (quiet) {
            return !wasQuiet || heartbeat();
        }
        if (BinlogEvent.isRows(event.type())) {
            touched = true;
            Optional<Position> transaction = gtids.transaction();
            return rows.rows(event, (before, after) -> buffer.put(new ChangeEvent.Row(before, after, transaction)));
        }
        return switch (event.type()) {
            case BinlogEvent.TABLE_MAP -> {
                rows.tableMap(event.body());
                yield true;
            }
            case BinlogEvent.QUERY, BinlogEvent.QUERY_COMPRESSED, BinlogEvent.EXECUTE_LOAD_QUERY ->
                statement(Statement.read(event), event.time());
            case BinlogEvent.XID -> ended(event.time());
            case BinlogEvent.XA_PREPARE -> prepared(event);
            case BinlogEvent.TRANSACTION_PAYLOAD -> PayloadReader.read(event.body(), this);
            default -> begins(event);
        };
    }

    /**
     * The server has nothing to send. The first heartbeat in a row says less: MySQL also sends it on its way to the
     * position that was asked for.
     */
    private boolean heartbeat() throws InterruptedException {
        return open || gtids.isPending() || buffer.put(new ChangeEvent.Commit(gtids.position(), Instant.now()));
    }

    private boolean begins(BinlogEvent event) throws StreamFailure {
        switch (event.type()) {
            case BinlogEvent.GTID -> gtids.mysql(event.body());
            case BinlogEvent.GTID_TAGGED -> gtids.tagged(event.body());
            case BinlogEvent.MARIADB_GTID -> open = !gtids.mariaDb(event);
            case BinlogEvent.ANONYMOUS_GTID ->
                throw StreamFailure.definite("the source writes transactions without GTIDs; gtid_mode must be ON");
            default -> {
                if (event.type() == BinlogEvent.INCIDENT || !event.isIgnorable()) {
                    throw StreamFailure.definite("an event of type " + event.type() + " cannot be read");
                }
            }
        }
        return true;
    }

    private boolean statement(Statement statement, Instant time) throws StreamFailure, InterruptedException {
        switch (statement.verb()) {
            case "begin" -> open = true;
            case "commit" -> {
                return ended(time);
            }
            case "rollback" -> {
                undone(statement);
                return !statement.is("ROLLBACK") || ended(time);
            }
            case "savepoint", "release" -> {
                return true;
            }
            case "xa" -> {
                return distributed(statement, time);
            }
            default -> {
                return other(statement, time);
            }
        }
        return true;
    }

    private boolean other(Statement statement, Instant time) throws StreamFailure, InterruptedException {
        if (statement.mayChangeRowsOf(table.name())) {
            throw StreamFailure.definite("rows of " + table.name() + " were changed by a statement in the binlog"
                    + "; binlog_format must be ROW in all sessions: " + shortened(statement.sql()));
        }
        if (statement.mayEmptyUnread(table.name())) {
            throw StreamFailure.definite("a statement that is not in UTF-8 may have changed " + table.name()
                    + " while it was being migrated: " + shortened(statement.sql()));
        }
        boolean concerns = statement.mayConcern(table.name()) || statement.mayConcern(watched);
        if (concerns && !buffer.put(new ChangeEvent.Ddl(statement.schema(), statement.sql()))) {
            return false;
        }
        return open || ended(time);
    }

    /** XA START begins a transaction, XA COMMIT and XA ROLLBACK are transactions of their own. */
    private boolean distributed(Statement statement, Instant time) throws InterruptedException {
        String text = statement.sql().strip().toLowerCase(java.util.Locale.ROOT);
        if (text.matches("(?s)xa\\s+(start|begin|end|prepare)\\b.*")) {
            open = true;
            return true;
        }
        return ended(time);
    }

    /** Whether a prepared transaction commits is known later, when its rows are long delivered. */
    private boolean prepared(BinlogEvent event) throws StreamFailure, InterruptedException {
        boolean onePhase = event.body()[0] != 0;
        if (touched && !onePhase) {
            throw StreamFailure.definite(
                    "rows of " + table.name() + " were changed by a prepared XA transaction, which cannot be followed");
        }
        return ended(event.time());
    }

    private void undone(Statement statement) throws StreamFailure {
        if (touched) {
            throw StreamFailure.definite("a transaction that changed rows of " + table.name()
                    + " was undone in the binlog, which cannot be followed: " + shortened(statement.sql()));
        }
    }

    private boolean ended(Instant time) throws InterruptedException {
        gtids.ended();
        rows.forget();
        open = false;
        touched = false;
        return buffer.put(new ChangeEvent.Commit(gtids.position(), time));
    }

    private static String shortened(String sql) {
        return sql.length() <= 200 ? sql : sql.substring(0, 200) + "…";
    }
}
