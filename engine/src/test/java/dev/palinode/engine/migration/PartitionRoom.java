package dev.palinode.engine.migration;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;

/** An engine, and a table {@code t} with rows in three partitions. */
final class PartitionRoom implements AutoCloseable {
    static final String PLAN = "{\"operation\":\"range-partition\"}";

    private static final String BY_RANGE = " PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10),"
            + " PARTITION p1 VALUES LESS THAN (20), PARTITION p2 VALUES LESS THAN (30))";

    final EngineRoom room;

    private PartitionRoom(EngineRoom room) {
        this.room = room;
    }

    /** With a table by range. */
    static PartitionRoom of(TestServer server) throws SQLException {
        return of(server, BY_RANGE);
    }

    /** With a table that is divided otherwise. */
    static PartitionRoom of(TestServer server, String partitions) throws SQLException {
        PartitionRoom made = new PartitionRoom(EngineRoom.of(server));
        made.room.execute(
                "CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT, a INT NOT NULL, v VARCHAR(20), w INT AS (a * 2),"
                        + " PRIMARY KEY (id, a), KEY (v)) AUTO_INCREMENT = 100" + partitions,
                "INSERT INTO t (id, a, v) VALUES (1, 1, 'one'), (2, 2, 'two'), (11, 11, 'eleven'), (12, 12, NULL),"
                        + " (21, 21, 'twentyone')");
        return made;
    }

    /** Every row, all columns. */
    String rows() throws SQLException {
        return room.value("SELECT GROUP_CONCAT(CONCAT_WS('/', id, a, IFNULL(v, '-'), w) ORDER BY id) FROM t");
    }

    /** The rows of a partition. */
    String ids(String partition) throws SQLException {
        return room.value("SELECT IFNULL(GROUP_CONCAT(id ORDER BY id), '') FROM t PARTITION (" + partition + ")");
    }

    /** The partitions' names, in order. */
    String partitions() throws SQLException {
        return room.value("SELECT GROUP_CONCAT(partition_name ORDER BY partition_ordinal_position)"
                + " FROM information_schema.partitions WHERE table_schema = '" + room.keyspace
                + "' AND table_name = 't'");
    }

    String definition() throws SQLException {
        return room.db.with(connection -> {
            connection.setCatalog(room.keyspace);
            try (var rows = connection.createStatement().executeQuery("SHOW CREATE TABLE t")) {
                rows.next();
                return rows.getString(2);
            }
        });
    }

    String plan(MigrationId id) throws SQLException {
        return room.value("SELECT special_plan FROM _vt.schema_migrations WHERE migration_uuid = '" + id + "'");
    }

    MigrationId done(String clause) {
        return room.complete(room.submit("ALTER TABLE t " + clause));
    }

    MigrationId reverted(MigrationId id) {
        return room.complete(room.revert(id));
    }

    @Override
    public void close() {
        room.close();
    }
}
