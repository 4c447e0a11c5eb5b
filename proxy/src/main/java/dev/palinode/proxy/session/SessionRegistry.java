package dev.palinode.proxy.session;

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
    private final Map<Integer, Session> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger(FIRST_ID);

    /**
     * An empty registry.
     *
     * @param limit how many sessions there may be at once
     */
    public SessionRegistry(int limit) {
        this.limit = limit;
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
    }

    /** The session that was greeted with this id. */
    Optional<Session> find(long id) {
        return id >= FIRST_ID && id <= Integer.MAX_VALUE
                ? Optional.ofNullable(sessions.get((int) id))
                : Optional.empty();
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
