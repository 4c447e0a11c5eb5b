package dev.palinode.engine.reparent.member;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.dialect.Dialect;
import dev.palinode.engine.dialect.ReplicaStatus;
import dev.palinode.engine.dialect.ReplicationDialect;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.tls.JdbcTls;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to one server of the shard, by which its role is looked at and changed. Not for concurrent use. */
public final class Member implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Member.class);

    /** A server that is frozen takes connections and says nothing. */
    private static final String CONNECT_MILLIS = "5000";

    /** Above {@link #LOCK_SECONDS}: stopping a replica waits for its transaction, a change of read_only for commits. */
    private static final int ANSWER_MILLIS = 30_000;

    /** How long statements of others may keep a server from becoming read-only. */
    private static final int LOCK_SECONDS = 5;

    /** After which a server ends an idle session, and gives up its locks: that of a host that has vanished, above all. */
    static final int IDLE_SECONDS = 100;

    /** The name of {@link #lock}. */
    static final String LOCK = "palinode-reparent";

    /** How long sessions that were killed may take to end. */
    private static final Duration GOING = Duration.ofSeconds(5);

    private final Tablet tablet;
    private final Connection connection;
    private final ReplicationDialect replication;
    private final String identity;

    private Member(Tablet tablet, Connection connection) throws SQLException {
        this.tablet = tablet;
        this.connection = connection;
        this.replication = Dialect.of(connection).replication();
        this.identity = replication.identity(connection);
    }

    /** Something to be done on a server. */
    @FunctionalInterface
    public interface Act {
        /** Does it. */
        void on(Member member) throws SQLException;
    }

    /** Connects; gives up after seconds. */
    public static Member connect(Tablet tablet) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", tablet.login().user());
        properties.setProperty("password", tablet.login().password());
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("connectTimeout", CONNECT_MILLIS);
        properties.setProperty("socketTimeout", CONNECT_MILLIS);
        properties.setProperty("useServerPrepStmts", "false");
        Connection connection = JdbcTls.connect("jdbc:mysql://" + tablet.address() + "/", properties, tablet.tls());
        try {
            Member member = new Member(tablet, connection);
            member.execute("SET SESSION lock_wait_timeout = " + LOCK_SECONDS + ", wait_timeout = " + IDLE_SECONDS
                    + ", sql_mode = 'STRICT_ALL_TABLES'");
            member.patience(ANSWER_MILLIS);
            return member;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void patience(int millis) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, millis);
    }

    /** Which server it is. */
    public Tablet tablet() {
        return tablet;
    }

    /** Its alias. */
    public String alias() {
        return tablet.alias();
    }

    /** By what replicas know it as a source. */
    public String identity() {
        return identity;
    }

    /** For queries beyond these methods. */
    public Connection connection() {
        return connection;
    }

    /** Runs statements. */
    public void execute(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /**
     * Takes the lock under which the server's role is changed, and which goes with this connection; false when somebody
     * else has it.
     */
    public boolean lock() throws SQLException {
        return Sql.first(connection, "SELECT GET_LOCK(?, 0)", row -> row.getInt(1), LOCK)
                        .orElse(0)
                == 1;
    }

    /** Whether it refuses ordinary users' writes. */
    public boolean isReadOnly() throws SQLException {
        return replication.isReadOnly(connection);
    }

    /** How it replicates, if it does. */
    public Optional<ReplicaStatus> status() throws SQLException {
        return replication.status(connection);
    }

    /** The transactions that it has executed. */
    public Position executed() throws SQLException {
        return replication.executed(connection);
    }

    /** The same, and those that it has received. */
    public Position received() throws SQLException {
        return replication.received(connection);
    }

    /** All that it has, by where it was first written. */
    public String history() throws SQLException {
        return replication.history(connection);
    }

    /** What of a history is in none of the others. */
    public String lacking(String history, List<String> others) throws SQLException {
        return replication.lacking(connection, history, others);
    }

    /** What of a history was not first written at the server of that identity. */
    public String without(String history, String origin) {
        return replication.without(history, origin);
    }

    /** Waits until this replica has applied everything up to a position; false when time is up. */
    public boolean await(Position position, Duration limit) throws SQLException {
        patience(Math.toIntExact(limit.toMillis()) + ANSWER_MILLIS);
        try {
            return replication.await(connection, position, limit);
        } finally {
            if (!connection.isClosed()) {
                patience(ANSWER_MILLIS);
            }
        }
    }

    /** Makes it refuse writes; on MariaDB, commits of those who may write all the same wait until the release. */
    public void demote() throws SQLException {
        replication.readOnly(connection);
        replication.holdCommits(connection);
    }

    /** Makes it refuse writes. */
    public void readOnly() throws SQLException {
        replication.readOnly(connection);
    }

    /** Lets us write although it refuses ordinary users' writes. */
    void letUsWrite() throws SQLException {
        replication.letUsWrite(connection);
    }

    /** Makes it take writes. */
    public void writable() throws SQLException {
        replication.writable(connection);
    }

    /** Undoes {@link #demote}. */
    public void undemote() throws SQLException {
        replication.releaseCommits(connection);
        replication.writable(connection);
    }

    /**
     * Ends what is left of others' writing, after {@link #demote}. A commit that is being held goes on unless its
     * session has ended before the release.
     */
    public void release() throws SQLException {
        long deadline = System.nanoTime() + GOING.toNanos();
        while (killWriters() > 0 && System.nanoTime() - deadline < 0) {
            LOG.debug("sessions on {} are being ended", alias());
        }
        replication.releaseCommits(connection);
    }

    private int killWriters() throws SQLException {
        // InnoDB shows the same list of transactions again to those who look within 0.1 s.
        execute("DO SLEEP(0.15)");
        List<Long> writers = Sql.query(connection, replication.writers(), row -> row.getLong(1));
        for (long id : writers) {
            try {
                execute("KILL " + id);
            } catch (SQLException e) {
                if (connection.isClosed()) {
                    throw e;
                }
            }
        }
        return writers.size();
    }

    /** Stops replication. */
    public void stop() throws SQLException {
        replication.stop(connection);
    }

    /** Starts replication; see {@link RelayLog#start} for what that may delete. */
    void start() throws SQLException {
        replication.start(connection);
    }

    /** Whether that would delete what was received and not applied. */
    boolean startLoses() throws SQLException {
        return replication.startLoses(connection);
    }

    /** Why what it has received cannot be relied on; empty if it can. */
    public Optional<String> unfit() throws SQLException {
        return replication.unfit(connection);
    }

    /** Stops receiving alone; what has been received is applied. */
    public void stopReceiving() throws SQLException {
        replication.stopReceiving(connection);
    }

    /** Throws if our account may not do {@link #forgetSource}; changes nothing. */
    public void requireMayForgetSource() throws SQLException {
        try {
            replication.mayForgetSource(connection);
        } catch (SQLException e) {
            throw Events.refuse(alias() + " could not be made to forget its source, for which "
                    + tablet.login().user() + " needs RELOAD: " + Trouble.reason(e) + "; nothing was changed");
        }
    }

    /** Makes it, stopped, forget its source. */
    public void forgetSource() throws SQLException {
        replication.forgetSource(connection);
    }

    /**
     * Makes it replicate from another one. A server that has no source yet logs in there with the account that we use
     * there ourselves.
     */
    public void follow(Member source) throws SQLException {
        Optional<Login> login = status().isPresent()
                ? Optional.empty()
                : Optional.of(source.tablet().login());
        replication.follow(connection, source.tablet().address(), login, source.encrypted());
    }

    /** Makes it replicate with the account that it has used till now, from an address as it names it. */
    public void followAgain(ServerAddress source) throws SQLException {
        replication.follow(connection, source, Optional.empty(), false);
    }

    private boolean encrypted() throws SQLException {
        return Sql.first(connection, "SHOW SESSION STATUS LIKE 'Ssl_cipher'", row -> row.getString(2))
                .filter(cipher -> !cipher.isEmpty())
                .isPresent();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("closing the connection to {}: {}", alias(), e.toString());
        }
    }
}
