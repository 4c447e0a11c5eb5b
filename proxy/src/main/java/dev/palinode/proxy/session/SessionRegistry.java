package dev.palinode.proxy.session;

import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.session.activity.SessionRow;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.limit.Limits;
import dev.palinode.proxy.session.limit.UserCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sessions of this proxy by connection id. Safe for many threads. */
public final class SessionRegistry {
    /**
     * Connection ids are not below this; they count up from somewhere above it. Servers count from 1, so an id in KILL tells by its size whether the user took
     * it from a greeting of ours or from the server's process list.
     */
    static final int FIRST_ID = 1 << 30;

    private static final Logger LOG = LoggerFactory.getLogger(SessionRegistry.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final int limit;
    private final UserCounts users;
    private final Map<Integer, Session> sessions = new ConcurrentHashMap<>();
    private final Map<BackendId, Session> byBackend = new ConcurrentHashMap<>();

    /**
     * Several proxies may stand behind one address, and a KILL may come to another one than it is meant for: there the
     * same id should not be somebody else's.
     */
    private final AtomicInteger next =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST_ID, Integer.MAX_VALUE));

    /** Each server counts its connections for itself. */
    private record BackendId(ServerAddress server, long id) {
        static Optional<BackendId> of(Session session) {
            return session.identity()
                    .tablet()
                    .flatMap(tablet -> session.identity().backendId().map(id -> new BackendId(tablet.address(), id)));
        }
    }

    /**
     * An empty registry.
     *
     * @param limits how many sessions there may be at once, of all users and of one
     */
    public SessionRegistry(Limits limits) {
        this.limit = limits.maxConnections();
        this.users = new UserCounts(limits.maxConnectionsPerUser());
    }

    /** A new connection id; ids begin again when they would become negative. */
    int newId() {
        return next.getAndUpdate(id -> id == Integer.MAX_VALUE ? FIRST_ID : id + 1);
    }

    /** Adds a session, unless there are too many. */
    boolean add(Session session) {
        if (sessions.size() >= limit) {
            return false;
        }
        sessions.put(session.id(), session);
        return true;
    }

    void remove(Session session) {
        sessions.remove(session.id(), session);
        users.leave(session.id());
        unbind(session);
    }

    /** Whether the user may have this session too. */
    boolean enter(Session session, String user) {
        return users.enter(session.id(), user);
    }

    /** The session has this backend connection. */
    void bind(Session session) {
        BackendId.of(session).ifPresent(id -> byBackend.put(id, session));
    }

    /** The session leaves its backend connection. */
    void unbind(Session session) {
        BackendId.of(session).ifPresent(id -> byBackend.remove(id, session));
    }

    /** A server was given up: the connections of sessions to it break, as they would by themselves if it had died. */
    public void lose(ServerAddress server) {
        for (Session session : sessions.values()) {
            session.loop().execute(() -> {
                boolean there = session.identity()
                        .tablet()
                        .filter(tablet -> tablet.address().equals(server))
                        .isPresent();
                if (there && !session.isClosed()) {
                    session.backend().ifPresent(BackendLink::fail);
                }
            });
        }
    }

    /**
     * The session that was greeted with this id, else the one whose connection to a server has it there.
     *
     * @param killer is on the event loop of the caller, and connected to that server
     */
    Optional<Session> find(long id, Session killer) {
        Session greeted = id >= FIRST_ID && id <= Integer.MAX_VALUE ? sessions.get((int) id) : null;
        return Optional.ofNullable(greeted)
                .or(() -> killer.identity().tablet().map(tablet -> byBackend.get(new BackendId(tablet.address(), id))));
    }

    /** What is told of each session; blocks until each event loop has answered, or a second has passed. */
    RowSet rows() {
        List<CompletableFuture<SessionRow>> answers = new ArrayList<>();
        sessions.values().forEach(session -> {
            CompletableFuture<SessionRow> answer = new CompletableFuture<>();
            answers.add(answer);
            session.loop().execute(() -> answer.complete(session.row()));
        });
        try {
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("not every session could be asked", e);
        }
        return SessionRow.result(answers.stream()
                .filter(answer -> answer.isDone() && !answer.isCompletedExceptionally())
                .map(CompletableFuture::join)
                .toList());
    }

    /** How many sessions there are. */
    public int size() {
        return sessions.size();
    }

    /** Does something with each session. */
    public void forEach(Consumer<Session> action) {
        sessions.values().forEach(action);
    }
}
