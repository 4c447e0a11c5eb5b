package dev.palinode.proxy.session.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many sessions each user has. Safe for many threads. */
public final class UserCounts {
    private final int limit;
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private final Map<Integer, String> users = new ConcurrentHashMap<>();

    /**
     * Nobody yet.
     *
     * @param limit sessions of one user; 0 is no limit
     */
    public UserCounts(int limit) {
        this.limit = limit;
    }

    /** Counts the session as one of the user, and no longer of another; false if the user has too many. */
    public boolean enter(int session, String user) {
        leave(session);
        int now = counts.merge(user, 1, Integer::sum);
        users.put(session, user);
        if (limit == 0 || now <= limit) {
            return true;
        }
        leave(session);
        return false;
    }

    /** The session is gone. */
    public void leave(int session) {
        String user = users.remove(session);
        if (user != null) {
            counts.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
        }
    }
}
