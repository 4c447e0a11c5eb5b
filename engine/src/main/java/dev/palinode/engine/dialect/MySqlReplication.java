package dev.palinode.engine.dialect;

import dev.palinode.engine.model.stream.GtidSet;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** That of MySQL. */
record MySqlReplication() implements ReplicationDialect {
    private static final int NO_SUCH_CHANNEL = 3074;

    @Override
    public String identity(Connection connection) throws SQLException {
        return Rows.value(connection, "SELECT @@GLOBAL.server_uuid");
    }

    @Override
    public Optional<ReplicaStatus> status(Connection connection) throws SQLException {
        return Rows.all(connection, "SHOW REPLICA STATUS").stream()
                .filter(row -> row.getOrDefault("Channel_Name", "").isEmpty())
                .findFirst()
                .map(row -> ReplicaStatus.of(row, "Source_UUID", "Retrieved_Gtid_Set"));
    }

    @Override
    public Position executed(Connection connection) throws SQLException {
        return position(Rows.value(connection, "SELECT @@GLOBAL.gtid_executed"));
    }

    @Override
    public Position received(Connection connection) throws SQLException {
        return position(history(connection));
    }

    private static Position position(String set) {
        return new Position.MySqlGtid(GtidSet.parse(set));
    }

    @Override
    public String history(Connection connection) throws SQLException {
        String executed =
                Rows.value(connection, "SELECT @@GLOBAL.gtid_executed").replace("\n", "");
        String received = status(connection).map(ReplicaStatus::received).orElse("");
        return executed.isEmpty() || received.isEmpty() ? executed + received : executed + "," + received;
    }

    @Override
    public String lacking(Connection connection, String history, List<String> others) throws SQLException {
        String known = others.stream().filter(set -> !set.isEmpty()).collect(Collectors.joining(","));
        return Rows.value(connection, "SELECT GTID_SUBTRACT(?, ?)", history, known)
                .replace("\n", "");
    }

    @Override
    public String without(String history, String identity) {
        return Arrays.stream(history.split(",", -1))
                .map(String::strip)
                .filter(part -> identity.isEmpty() || !part.startsWith(identity + ":"))
                .collect(Collectors.joining(","));
    }

    @Override
    public boolean await(Connection replica, Position position, Duration limit) throws SQLException {
        String sql = "SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ?)";
        return Rows.value(replica, sql, position.value(), limit.toMillis() / 1000.0)
                .equals("0");
    }

    @Override
    public boolean isReadOnly(Connection connection) throws SQLException {
        return Rows.value(connection, "SELECT @@GLOBAL.read_only OR @@GLOBAL.super_read_only")
                .equals("1");
    }

    @Override
    public void readOnly(Connection connection) throws SQLException {
        Rows.execute(connection, "SET GLOBAL super_read_only = ON");
    }

    /** Nobody may write to a server that is super_read_only. */
    @Override
    public void holdCommits(Connection connection) {}

    @Override
    public void releaseCommits(Connection connection) {}

    /** What is open there can never be committed, and its locks would be in the way of replication. */
    @Override
    public String writers() {
        return "SELECT trx_mysql_thread_id FROM information_schema.innodb_trx"
                + " WHERE trx_mysql_thread_id NOT IN (0, CONNECTION_ID())";
    }

    @Override
    public void letUsWrite(Connection connection) throws SQLException {
        Rows.execute(connection, "SET GLOBAL super_read_only = OFF");
    }

    @Override
    public void writable(Connection connection) throws SQLException {
        // This turns super_read_only off as well.
        Rows.execute(connection, "SET GLOBAL read_only = OFF");
    }

    @Override
    public void stop(Connection connection) throws SQLException {
        Rows.execute(connection, "STOP REPLICA");
    }

    @Override
    public void start(Connection connection) throws SQLException {
        Rows.execute(connection, "START REPLICA");
    }

    @Override
    public boolean startLoses(Connection connection) {
        return false;
    }

    @Override
    public Optional<String> unfit(Connection connection) {
        return Optional.empty();
    }

    @Override
    public void stopReceiving(Connection connection) throws SQLException {
        Rows.execute(connection, "STOP REPLICA IO_THREAD");
    }

    /** The privilege is looked at before the channel, and no channel has this name. */
    @Override
    public void mayForgetSource(Connection connection) throws SQLException {
        try {
            Rows.execute(connection, "RESET REPLICA ALL FOR CHANNEL 'palinode_nobody'");
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_CHANNEL) {
                throw e;
            }
        }
    }

    @Override
    public void forgetSource(Connection connection) throws SQLException {
        Rows.execute(connection, "RESET REPLICA ALL");
    }

    @Override
    public void follow(Connection connection, ServerAddress source, Optional<Login> login, boolean tls)
            throws SQLException {
        String account = login.map(found -> ", SOURCE_USER = " + Rows.literal(found.user()) + ", SOURCE_PASSWORD = "
                        + Rows.literal(found.password()) + ", SOURCE_SSL = " + (tls ? 1 : 0)
                        + ", SOURCE_CONNECT_RETRY = 10")
                .orElse("");
        Rows.execute(
                connection,
                "STOP REPLICA",
                "CHANGE REPLICATION SOURCE TO SOURCE_HOST = " + Rows.literal(source.host()) + ", SOURCE_PORT = "
                        + source.port() + account + ", SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1",
                "START REPLICA");
    }
}
