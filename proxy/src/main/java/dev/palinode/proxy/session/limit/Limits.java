package dev.palinode.proxy.session.limit;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What clients may do, and for how long.
 *
 * @param maxConnections clients at once; one more gets error 1040
 * @param maxConnectionsPerUser of one user at once; one more gets error 1203; 0 is no limit
 * @param maxPacket bytes of a command; a longer one gets error 1153; 0 leaves it to the server
 * @param idleTimeout how long a client may send nothing before it gets error 4031; empty leaves it to the server
 * @param loginTimeout for a log-in, a client's or ours at a backend
 * @param shutdownGrace how long open transactions and running commands may take at the end
 * @param failedLoginDelay by how much each wrong password of a user from one host, from the fourth in a row on, makes the
 *     answer later; empty answers at once
 * @param slowStatement from when on a statement is in the access log; empty turns the access log off
 */
public record Limits(
        int maxConnections,
        int maxConnectionsPerUser,
        long maxPacket,
        Optional<Duration> idleTimeout,
        Duration loginTimeout,
        Duration shutdownGrace,
        Optional<Duration> failedLoginDelay,
        Optional<Duration> slowStatement) {

    public Limits {
        Objects.requireNonNull(idleTimeout, "idleTimeout");
        Objects.requireNonNull(loginTimeout, "loginTimeout");
        Objects.requireNonNull(shutdownGrace, "shutdownGrace");
        Objects.requireNonNull(failedLoginDelay, "failedLoginDelay");
        Objects.requireNonNull(slowStatement, "slowStatement");
        if (maxConnections < 1 || maxConnectionsPerUser < 0 || maxPacket < 0) {
            throw new IllegalArgumentException("a limit is negative, or nobody may connect");
        }
    }

    /** Whether a command of that length is too long. */
    public boolean isTooLong(long bytes) {
        return maxPacket > 0 && bytes > maxPacket;
    }

    /** Those of an ordinary server. */
    public static Limits defaults() {
        return new Limits(
                1000,
                0,
                0,
                Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Optional.of(Duration.ofSeconds(1)),
                Optional.of(Duration.ofSeconds(1)));
    }

    /** The same with other numbers of clients, of all users and of one. */
    public Limits withConnections(int all, int perUser) {
        return new Limits(
                all, perUser, maxPacket, idleTimeout, loginTimeout, shutdownGrace, failedLoginDelay, slowStatement);
    }

    /** The same with another length of commands. */
    public Limits withMaxPacket(long bytes) {
        return new Limits(
                maxConnections,
                maxConnectionsPerUser,
                bytes,
                idleTimeout,
                loginTimeout,
                shutdownGrace,
                failedLoginDelay,
                slowStatement);
    }

    /** The same with another time for clients that send nothing. */
    public Limits withIdleTimeout(Duration limit) {
        return new Limits(
                maxConnections,
                maxConnectionsPerUser,
                maxPacket,
                Optional.of(limit),
                loginTimeout,
                shutdownGrace,
                failedLoginDelay,
                slowStatement);
    }

    /** The same with other times for those who log in: in all, and for wrong passwords. */
    public Limits withLogin(Duration timeout, Optional<Duration> delay) {
        return new Limits(
                maxConnections,
                maxConnectionsPerUser,
                maxPacket,
                idleTimeout,
                timeout,
                shutdownGrace,
                delay,
                slowStatement);
    }

    /** The same with another time at the end. */
    public Limits withShutdownGrace(Duration grace) {
        return new Limits(
                maxConnections,
                maxConnectionsPerUser,
                maxPacket,
                idleTimeout,
                loginTimeout,
                grace,
                failedLoginDelay,
                slowStatement);
    }

    /** The same with another threshold of the access log. */
    public Limits withSlowStatement(Optional<Duration> threshold) {
        return new Limits(
                maxConnections,
                maxConnectionsPerUser,
                maxPacket,
                idleTimeout,
                loginTimeout,
                shutdownGrace,
                failedLoginDelay,
                threshold);
    }
}
