package dev.palinode.proxy.session;

import dev.palinode.proxy.session.limit.Limits;
import dev.palinode.proxy.session.limit.UserCounts;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The sessions of this proxy by connection id. Safe for many threads. */
public final class SessionRegistry {
    /**
     * Connection ids count up from here. Servers count from 1, so an id in KILL tells by its size whether the user took
     * it from a greeting of ours or from the server's process list.
     */
    static final int FIRST_ID = 1 << 30;

    private final int limit;
    private final UserCounts users;
    private final Map<Integer, Session> sessions = new ConcurrentHashMap<>();
    private final Map<Long, Session> byBackend = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger(FIRST_ID);

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
    void bind(Session session, int backendId) {
        byBackend.put(Integer.toUnsignedLong(backendId), session);
    }

    /** The session leaves its backend connection. */
    void unbind(Session session) {
        session.backendId().ifPresent(id -> byBackend.remove(id, session));
    }

    /** The session that was greeted with this id, else the one whose backend connection has it. */
    Optional<Session> find(long id) {
        Session greeted = id >= FIRST_ID && id <= Integer.MAX_VALUE ? sessions.get((int) id) : null;
        return Optional.ofNullable(greeted == null ? byBackend.get(id) : greeted);
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
