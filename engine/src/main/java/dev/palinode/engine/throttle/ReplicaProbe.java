package dev.palinode.engine.throttle;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.sidecar.throttle.Heartbeat;
import dev.palinode.engine.tls.JdbcTls;
import dev.palinode.engine.topo.Tablet;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the heartbeat of one replica over a connection of its own. A look never blocks who asks for it: what it finds is
 * there for the next one.
 */
final class ReplicaProbe {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaProbe.class);
    private static final String TIMEOUT_MILLIS = "2000";
    private static final long RETRY_NANOS = Duration.ofSeconds(5).toNanos();

    /** How long an answer counts, as in Vitess. */
    private static final long VALID_NANOS = Duration.ofSeconds(5).toNanos();

    private static final String NOT_ASKED = "not asked yet";
    private static final int ER_NO_SUCH_TABLE = 1146;
    private static final int ER_BAD_DB = 1049;

    private final Tablet tablet;
    private final Heartbeat heartbeat;
    private final Beats beats;
    private boolean busy;

    /** Whether who is busy has to close the connection at the end. */
    private boolean resting;

    private volatile Optional<Connection> connection = Optional.empty();
    private long notBefore = System.nanoTime();
    private boolean troubled = true;
    private volatile Look last;

    /** What was found, and when. */
    private record Look(Reading reading, long nanos) {}

    ReplicaProbe(Tablet tablet, Heartbeat heartbeat, Beats beats) {
        this.tablet = tablet;
        this.heartbeat = heartbeat;
        this.beats = beats;
        this.last = notAsked();
    }

    private Look notAsked() {
        return new Look(Reading.failed(tablet.alias(), NOT_ASKED), System.nanoTime());
    }

    /** Whether nothing was found out since the last rest. */
    boolean isNew() {
        return last.reading().trouble().equals(NOT_ASKED);
    }

    /** The lag in seconds by the last look, which counts for a few seconds. */
    Reading reading() {
        Look look = last;
        return System.nanoTime() - look.nanos() > VALID_NANOS && look.reading().known()
                ? Reading.failed(tablet.alias(), "does not answer")
                : look.reading();
    }

    /** Looks, unless the last look has not ended or the server was away a moment ago. */
    Optional<Future<?>> look(ExecutorService executor) {
        synchronized (this) {
            if (busy) {
                return Optional.empty();
            }
            busy = true;
        }
        try {
            return Optional.of(executor.submit(() -> {
                try {
                    lookNow();
                } finally {
                    ended();
                }
            }));
        } catch (RejectedExecutionException e) {
            ended();
            return Optional.empty();
        }
    }

    /** Closes the connection, and forgets what was found; at the end of the look that is under way, if there is one. */
    void rest(Executor executor) {
        synchronized (this) {
            resting = busy || !isNew() || connection.isPresent();
            if (busy || !resting) {
                return;
            }
            busy = true;
        }
        try {
            executor.execute(this::ended);
        } catch (RejectedExecutionException e) {
            ended();
        }
    }

    private void ended() {
        while (mustRest()) {
            disconnect();
            notBefore = System.nanoTime();
            last = notAsked();
        }
    }

    /** If not, nobody is busy any more. */
    private synchronized boolean mustRest() {
        boolean rest = resting;
        resting = false;
        busy = rest;
        return rest;
    }

    private void lookNow() {
        if (System.nanoTime() - notBefore < 0) {
            return;
        }
        try {
            if (connection.isEmpty()) {
                connection = Optional.of(connect());
            }
            long newest = newest(connection.get());
            long nanos = System.nanoTime();
            if (troubled) {
                troubled = false;
                LOG.info("replica {} at {} is measured", tablet.alias(), tablet.address());
            }
            last = new Look(Reading.of(tablet.alias(), beats.lag(newest, nanos) / 1e6), nanos);
        } catch (SQLException e) {
            disconnect();
            ignore(PrimaryMetrics.reason(e));
        }
    }

    private void ignore(String trouble) {
        troubled = true;
        if (!last.reading().trouble().equals(trouble)) {
            LOG.warn("replica {} at {} is ignored by the throttler: {}", tablet.alias(), tablet.address(), trouble);
        }
        notBefore = System.nanoTime() + RETRY_NANOS;
        last = new Look(Reading.failed(tablet.alias(), trouble), System.nanoTime());
    }

    /** A replica that has not even got the table yet has none of its rows. */
    private long newest(Connection replica) throws SQLException {
        try {
            return heartbeat.read(replica).orElse(0);
        } catch (SQLException e) {
            if (e.getErrorCode() == ER_NO_SUCH_TABLE || e.getErrorCode() == ER_BAD_DB) {
                return 0;
            }
            throw e;
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", tablet.login().user());
        properties.setProperty("password", tablet.login().password());
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("connectTimeout", TIMEOUT_MILLIS);
        properties.setProperty("socketTimeout", TIMEOUT_MILLIS);
        Connection replica = JdbcTls.connect("jdbc:mysql://" + tablet.address() + "/", properties, tablet.tls());
        try {
            refuseDelayed(replica);
            return replica;
        } catch (SQLException e) {
            replica.close();
            throw e;
        }
    }

    /** One that is behind on purpose says nothing; whether it is can only be seen with a privilege. */
    private static void refuseDelayed(Connection replica) throws SQLException {
        Optional<Long> delay;
        try {
            delay = Sql.first(replica, "SHOW REPLICA STATUS", row -> row.getLong("SQL_Delay"));
        } catch (SQLException e) {
            LOG.debug("whether the replica is delayed cannot be seen: {}", e.toString());
            return;
        }
        if (delay.orElse(0L) > 0) {
            throw new SQLException("it is delayed on purpose, by " + delay.get() + " s");
        }
    }

    private void disconnect() {
        try {
            if (connection.isPresent()) {
                connection.get().close();
            }
        } catch (SQLException e) {
            LOG.debug("closing the connection to {}: {}", tablet.alias(), e.toString());
        }
        connection = Optional.empty();
    }
}
