package dev.palinode.engine.dialect;

import dev.palinode.engine.model.stream.MariaGtidList;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** That of MariaDB, with GTID. */
record MariaDbReplication() implements ReplicationDialect {
    @Override
    public String identity(Connection connection) throws SQLException {
        return Rows.value(connection, "SELECT @@GLOBAL.server_id");
    }

    @Override
    public Optional<ReplicaStatus> status(Connection connection) throws SQLException {
        return Rows.all(connection, "SHOW SLAVE STATUS").stream()
                .findFirst()
                .map(row -> ReplicaStatus.of(row, "Master_Server_Id", "Gtid_IO_Pos"));
    }

    /** What it has written itself is in its binlog alone, what it has replicated may be in gtid_slave_pos alone. */
    @Override
    public Position executed(Connection connection) throws SQLException {
        return furthest(
                Rows.value(connection, "SELECT @@GLOBAL.gtid_binlog_pos"),
                Rows.value(connection, "SELECT @@GLOBAL.gtid_slave_pos"));
    }

    @Override
    public Position received(Connection connection) throws SQLException {
        return furthest(
                executed(connection).value(),
                status(connection).map(ReplicaStatus::received).orElse(""));
    }

    private static Position.MariaGtid furthest(String one, String other) {
        MariaGtidList list = Position.MariaGtid.of(one).list();
        for (MariaGtidList.Gtid gtid :
                Position.MariaGtid.of(other).list().last().values()) {
            if (!new Position.MariaGtid(list).contains(Position.MariaGtid.of(gtid.toString()))) {
                list = list.plus(gtid);
            }
        }
        return new Position.MariaGtid(list);
    }

    @Override
    public String history(Connection connection) throws SQLException {
        List<String> parts = new ArrayList<>();
        parts.add(Rows.value(connection, "SELECT @@GLOBAL.gtid_binlog_state"));
        parts.add(Rows.value(connection, "SELECT @@GLOBAL.gtid_slave_pos"));
        parts.add(status(connection).map(ReplicaStatus::received).orElse(""));
        return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining(","));
    }

    /** Within a domain the numbers of one server only grow, so that the last of each tells which are lacking. */
    @Override
    public String lacking(Connection connection, String history, List<String> others) {
        Map<String, Long> known = last(String.join(",", others));
        return last(history).entrySet().stream()
                .filter(entry -> Long.compareUnsigned(entry.getValue(), known.getOrDefault(entry.getKey(), 0L)) > 0)
                .map(entry -> entry.getKey() + "-" + Long.toUnsignedString(entry.getValue()))
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static Map<String, Long> last(String history) {
        Map<String, Long> last = new HashMap<>();
        for (MariaGtidList.Gtid gtid : gtids(history)) {
            last.merge(
                    gtid.domain() + "-" + gtid.server(),
                    gtid.sequence(),
                    (a, b) -> Long.compareUnsigned(a, b) > 0 ? a : b);
        }
        return last;
    }

    private static List<MariaGtidList.Gtid> gtids(String history) {
        List<MariaGtidList.Gtid> gtids = new ArrayList<>();
        for (String part : history.split(",", -1)) {
            if (!part.isBlank()) {
                gtids.add(MariaGtidList.Gtid.parse(part));
            }
        }
        return gtids;
    }

    @Override
    public String without(String history, String identity) {
        return gtids(history).stream()
                .filter(gtid -> !Long.toString(gtid.server()).equals(identity))
                .map(MariaGtidList.Gtid::toString)
                .collect(Collectors.joining(","));
    }

    @Override
    public boolean await(Connection replica, Position position, Duration limit) throws SQLException {
        return position.value().isEmpty()
                || Rows.value(replica, "SELECT MASTER_GTID_WAIT(?, ?)", position.value(), limit.toMillis() / 1000.0)
                        .equals("0");
    }

    @Override
    public boolean isReadOnly(Connection connection) throws SQLException {
        return !Rows.value(connection, "SELECT @@GLOBAL.read_only").matches("0|OFF");
    }

    @Override
    public void readOnly(Connection connection) throws SQLException {
        Rows.execute(connection, "SET GLOBAL read_only = ON");
    }

    /** Those with READ ONLY ADMIN write all the same, but nobody commits against this lock, which flushes nothing. */
    @Override
    public void holdCommits(Connection connection) throws SQLException {
        Rows.execute(connection, "BACKUP STAGE START", "BACKUP STAGE BLOCK_COMMIT");
    }

    /** A connection that has not held them says so, and there is nothing to release: they went with the one that had. */
    @Override
    public void releaseCommits(Connection connection) throws SQLException {
        try {
            Rows.execute(connection, "BACKUP STAGE END");
        } catch (SQLException e) {
            if (e.getErrorCode() <= 0 || connection.isClosed()) {
                throw e;
            }
        }
    }

    /** Those with an open transaction, and those that wait for the lock of {@link #holdCommits}. */
    @Override
    public String writers() {
        return "SELECT trx_mysql_thread_id FROM information_schema.innodb_trx"
                + " WHERE trx_mysql_thread_id NOT IN (0, CONNECTION_ID())"
                + " UNION SELECT id FROM information_schema.processlist"
                + " WHERE state = 'Waiting for backup lock' AND id <> CONNECTION_ID()";
    }

    /** Our account has READ ONLY ADMIN, so that it may write all the same. */
    @Override
    public void letUsWrite(Connection connection) {}

    @Override
    public void writable(Connection connection) throws SQLException {
        Rows.execute(connection, "SET GLOBAL read_only = OFF");
    }

    @Override
    public void stop(Connection connection) throws SQLException {
        Rows.execute(connection, "STOP SLAVE");
    }

    @Override
    public void start(Connection connection) throws SQLException {
        Rows.execute(connection, "START SLAVE");
    }

    /** With GTID, the relay log is deleted when neither thread runs, whichever of them is started. */
    @Override
    public boolean startLoses(Connection connection) throws SQLException {
        boolean stopped = Rows.all(connection, "SHOW SLAVE STATUS").stream()
                .anyMatch(row -> "No".equals(row.get("Slave_IO_Running")) && "No".equals(row.get("Slave_SQL_Running")));
        return stopped && !executed(connection).contains(received(connection));
    }

    /** Without GTID, Gtid_IO_Pos is empty. */
    @Override
    public Optional<String> unfit(Connection connection) throws SQLException {
        return Rows.all(connection, "SHOW SLAVE STATUS").stream()
                .filter(row -> "No".equalsIgnoreCase(row.get("Using_Gtid")))
                .findFirst()
                .map(row -> "it does not replicate by GTID, so that nobody can tell what it has received (CHANGE MASTER"
                        + " TO MASTER_USE_GTID = slave_pos)");
    }

    @Override
    public void stopReceiving(Connection connection) throws SQLException {
        Rows.execute(connection, "STOP SLAVE IO_THREAD");
    }

    /** It needs RELOAD, without which the former primary's commits cannot be held, so that nothing goes so far. */
    @Override
    public void mayForgetSource(Connection connection) {}

    @Override
    public void forgetSource(Connection connection) throws SQLException {
        Rows.execute(connection, "RESET SLAVE ALL");
    }

    /** A primary's own transactions are not in gtid_slave_pos, from which replication goes on. */
    @Override
    public void follow(Connection connection, ServerAddress source, Optional<Login> login, boolean tls)
            throws SQLException {
        String account = login.map(found -> ", MASTER_USER = " + Rows.literal(found.user()) + ", MASTER_PASSWORD = "
                        + Rows.literal(found.password()) + ", MASTER_SSL = " + (tls ? 1 : 0)
                        + ", MASTER_SSL_VERIFY_SERVER_CERT = 0, MASTER_CONNECT_RETRY = 10")
                .orElse("");
        Rows.execute(connection, "STOP SLAVE");
        String executed = executed(connection).value();
        if (!executed.equals(Rows.value(connection, "SELECT @@GLOBAL.gtid_slave_pos"))) {
            Rows.execute(connection, "SET GLOBAL gtid_slave_pos = " + Rows.literal(executed));
        }
        Rows.execute(
                connection,
                "CHANGE MASTER TO MASTER_HOST = " + Rows.literal(source.host()) + ", MASTER_PORT = " + source.port()
                        + account + ", MASTER_USE_GTID = slave_pos",
                "START SLAVE");
    }
}
