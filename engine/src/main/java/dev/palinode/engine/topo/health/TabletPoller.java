package dev.palinode.engine.topo.health;

import dev.palinode.engine.dialect.Dialect;
import dev.palinode.engine.tls.JdbcTls;
import dev.palinode.engine.topo.Tablet;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at one tablet again and again, on a thread and a connection of its own. */
public final class TabletPoller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TabletPoller.class);

    /** Nothing that is asked takes a healthy server as long. */
    private static final String TIMEOUT_MILLIS = "2000";

    private static final int ANSWER_SECONDS = 2;

    /** Longer than is waited for a server that does not answer: one connect and one answer. */
    private static final long REFRESH_MILLIS = 5_000;

    /** A server that is away is asked more and more rarely, up to this many intervals. */
    private static final int MAX_BACKOFF = 4;

    private final Tablet tablet;
    private final HealthReader reader;
    private final Duration interval;
    private final InstantSource clock;
    private final Consumer<TabletHealth> publish;
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread;
    private final List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
    private Optional<Connection> connection = Optional.empty();
    private Optional<ServerState> last = Optional.empty();
    private int failures;
    private volatile boolean closed;

    /**
     * A poller that has not begun.
     *
     * @param publish is given what each look finds, by the poller's thread
     */
    TabletPoller(
            Tablet tablet,
            HealthReader reader,
            Duration interval,
            InstantSource clock,
            Consumer<TabletHealth> publish) {
        this.tablet = tablet;
        this.reader = reader;
        this.interval = interval;
        this.clock = clock;
        this.publish = publish;
        this.thread = new Thread(this::run, "palinode-health-" + tablet.alias());
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Tablet tablet() {
        return tablet;
    }

    /** Looks as soon as it can; done when a look that began after this call has been published. */
    CompletableFuture<Boolean> lookNow() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        synchronized (waiting) {
            waiting.add(done);
        }
        woken.release();
        return done;
    }

    /** Looks at all of them now, and waits for that, but not for ever. */
    static void lookNow(List<TabletPoller> pollers) {
        CompletableFuture<?>[] looks =
                pollers.stream().map(TabletPoller::lookNow).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(looks).get(REFRESH_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("a tablet does not answer at all", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a look cannot fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            List<CompletableFuture<Boolean>> asked;
            synchronized (waiting) {
                asked = List.copyOf(waiting);
                waiting.clear();
            }
            TabletHealth health = look();
            if (!closed) {
                publish.accept(health);
            }
            asked.forEach(one -> one.complete(true));
            await();
        }
        disconnect();
    }

    private TabletHealth look() {
        String trouble;
        try {
            if (connection.isEmpty()) {
                connection = Optional.of(connect(tablet));
            }
            last = Optional.of(tell(reader.read(connection.get())));
            trouble = "";
            failures = 0;
        } catch (SQLException | RuntimeException e) {
            disconnect();
            failures++;
            trouble = reason(e);
            LOG.debug("a look at {} failed", tablet.alias(), e);
        }
        return new TabletHealth(tablet, trouble, last, clock.instant(), OptionalDouble.empty());
    }

    private ServerState tell(ServerState now) {
        if (last.isEmpty() && now.replication().contains(ReplicationState.HIDDEN)) {
            LOG.warn(
                    "{} does not let {} see its replication, so that a change of the primary cannot be followed: GRANT {} ON"
                            + " *.* to that account",
                    tablet.alias(),
                    tablet.login().user(),
                    now.flavour().equals("MariaDB") ? "SLAVE MONITOR" : "REPLICATION CLIENT");
        }
        return now;
    }

    /** The first line of what was said deepest: the driver wraps it in lines about itself. */
    private static String reason(Throwable fault) {
        Throwable deepest = fault;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String message = String.valueOf(deepest.getMessage()).strip();
        return message.isEmpty()
                ? deepest.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }

    /**
     * Whether a server that is not watched answers within some seconds; an error that it has sent is an answer. Blocks for as
     * long.
     */
    public static boolean answers(Tablet tablet) {
        try (Connection connection = connect(tablet)) {
            return connection.isValid(ANSWER_SECONDS);
        } catch (SQLException e) {
            LOG.debug("a look at {} failed", tablet.address(), e);
            return e.getErrorCode() != 0;
        }
    }

    /** What a server says of its role. */
    public enum Answer {
        /** It takes writes. */
        WRITABLE,
        /** It refuses those of ordinary users. */
        READ_ONLY,
        /** It answers with an error: it is full, say. */
        REFUSED,
        /** It does not answer. */
        SILENT
    }

    /** Asks a server, by a look that waits for no other. Blocks for seconds. */
    public static Answer ask(Tablet tablet) {
        try (Connection connection = connect(tablet)) {
            return Dialect.of(connection).replication().isReadOnly(connection) ? Answer.READ_ONLY : Answer.WRITABLE;
        } catch (SQLException e) {
            LOG.debug("a look at {} failed", tablet.address(), e);
            return e.getErrorCode() == 0 ? Answer.SILENT : Answer.REFUSED;
        }
    }

    /** A connection on which no answer is waited for longer than a healthy server takes. */
    static Connection connect(Tablet tablet) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", tablet.login().user());
        properties.setProperty("password", tablet.login().password());
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("connectTimeout", TIMEOUT_MILLIS);
        properties.setProperty("socketTimeout", TIMEOUT_MILLIS);
        return JdbcTls.connect("jdbc:mysql://" + tablet.address() + "/", properties, tablet.tls());
    }

    private void await() {
        long pause = interval.toMillis() * Math.max(1, Math.min(failures, MAX_BACKOFF));
        try {
            if (!closed && woken.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
                woken.drainPermits();
            }
        } catch (InterruptedException e) {
            LOG.debug("woken by an interrupt");
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

    /** Does not wait for a server that does not answer. */
    @Override
    public void close() {
        closed = true;
        woken.release();
    }
}
