package dev.palinode.engine.dialect;

import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the flavours replicate by GTID, and how the roles of servers are changed. Stateless. Needs MySQL 8.0.23 or
 * MariaDB 10.6. A history is the text of all transactions that a server has, in which those of each server where they
 * were first written can be told apart.
 */
public sealed interface ReplicationDialect permits MySqlReplication, MariaDbReplication {
    /** By what replicas know the server as a source. */
    String identity(Connection connection) throws SQLException;

    /** How it replicates; empty when it has no source. */
    Optional<ReplicaStatus> status(Connection connection) throws SQLException;

    /** The transactions that it has executed, its own and replicated ones. */
    Position executed(Connection connection) throws SQLException;

    /** The same, and those that it has received but not applied yet. */
    Position received(Connection connection) throws SQLException;

    /** All transactions that it has, those in the relay log included. */
    String history(Connection connection) throws SQLException;

    /**
     * Those transactions of one history that are in none of the others.
     *
     * @param connection to any server of the flavour
     */
    String lacking(Connection connection, String history, List<String> others) throws SQLException;

    /** A history without what was first written at one server. */
    String without(String history, String identity);

    /** Waits on a replica until it has applied everything up to a position; false when time is up. */
    boolean await(Connection replica, Position position, Duration limit) throws SQLException;

    /** Whether the server refuses ordinary users' writes. */
    boolean isReadOnly(Connection connection) throws SQLException;

    /** Makes the server refuse writes, and waits for commits that are under way. */
    void readOnly(Connection connection) throws SQLException;

    /** Keeps even those from committing whom {@link #readOnly} does not concern, until the release or disconnection. */
    void holdCommits(Connection connection) throws SQLException;

    /** Ends {@link #holdCommits}. */
    void releaseCommits(Connection connection) throws SQLException;

    /** A query for the ids of other connections that must not go on writing to a server that has been demoted. */
    String writers();

    /** Lets us, but not ordinary users, write to a server that refuses all writes. */
    void letUsWrite(Connection connection) throws SQLException;

    /** Makes the server take writes. */
    void writable(Connection connection) throws SQLException;

    /** Stops receiving and applying. */
    void stop(Connection connection) throws SQLException;

    /** Starts receiving and applying. */
    void start(Connection connection) throws SQLException;

    /** Whether {@link #start} would delete what was received and not applied, so that it has to be received again. */
    boolean startLoses(Connection connection) throws SQLException;

    /** Why what this replica has received cannot be told or relied on, in words; empty if it can, or has no source. */
    Optional<String> unfit(Connection connection) throws SQLException;

    /** Stops receiving alone. */
    void stopReceiving(Connection connection) throws SQLException;

    /**
     * Whether our account may do {@link #forgetSource}; changes nothing.
     *
     * @throws SQLException as the server says it, if it may not
     */
    void mayForgetSource(Connection connection) throws SQLException;

    /** Makes a server whose replication is stopped forget its source. */
    void forgetSource(Connection connection) throws SQLException;

    /**
     * Makes the server replicate from another one, from what it has executed on.
     *
     * @param login what to log in with there; empty: what it has used for its source till now
     * @param tls whether to encrypt, where a log-in is given
     */
    void follow(Connection connection, ServerAddress source, Optional<Login> login, boolean tls) throws SQLException;
}
