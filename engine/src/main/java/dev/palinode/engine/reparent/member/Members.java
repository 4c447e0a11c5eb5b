package dev.palinode.engine.reparent.member;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.db.SilentHolders;
import dev.palinode.engine.topo.Tablet;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The servers of a shard that could be reached, and why the others could not. Not for concurrent use. */
public final class Members implements AutoCloseable {
    /** Who only looks whether a change was interrupted has the locks for a moment. */
    private static final Duration LOOKERS = Duration.ofSeconds(3);

    /** Longer than a command says nothing: it waits in shorter steps, also for clients. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private static final long PAUSE_MILLIS = 200;

    private final Map<String, Member> reached = new LinkedHashMap<>();
    private final Map<Tablet, SQLException> away = new LinkedHashMap<>();

    private Members() {}

    /** Connects to each of them, one after the other. */
    public static Members connect(Collection<Tablet> tablets) {
        Members members = new Members();
        for (Tablet tablet : tablets) {
            try {
                members.reached.put(tablet.alias(), Member.connect(tablet));
            } catch (SQLException e) {
                members.away.put(tablet, e);
            }
        }
        return members;
    }

    /**
     * Keeps others from changing the roles of these servers meanwhile. Every reachable server is locked, so that two
     * who reach one server in common exclude each other, whoever is the primary. A process that was stopped or cut off
     * loses them to whoever sees all servers and that it says nothing to any; else, as one whose host has vanished, by the
     * servers' timeout.
     *
     * @param idle how long one server may be waited for while the others are not asked anything
     */
    public void lock(Duration idle) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + LOOKERS.toNanos();
        Optional<String> busy = tryLock(idle);
        while (busy.isPresent() && System.nanoTime() - deadline < 0) {
            Thread.sleep(PAUSE_MILLIS);
            busy = tryLock(idle);
        }
        if (busy.isPresent()) {
            throw new EngineFault(EngineFault.Kind.REFUSED, busy.get());
        }
    }

    /** The same; says who is at work if it cannot be had. */
    public Optional<String> tryLock(Duration idle) throws SQLException {
        long patience = Member.IDLE_SECONDS + 2 * idle.toSeconds() * (reached.size() + 1);
        for (Member member : reached.values()) {
            member.execute("SET SESSION wait_timeout = " + patience);
        }
        for (Member member : reached.values()) {
            if (!member.lock()) {
                if (away.isEmpty()) {
                    SilentHolders.end(connections(), Member.LOCK, SILENCE);
                }
                return Optional.of(
                        "another command changes the roles of this shard now: it holds the lock on " + member.alias());
            }
        }
        return Optional.empty();
    }

    /** Own connections by alias. */
    Map<String, Connection> connections() {
        Map<String, Connection> connections = new LinkedHashMap<>();
        reached.forEach((alias, member) -> connections.put(alias, member.connection()));
        return connections;
    }

    /** One that was reached. */
    public Optional<Member> find(String alias) {
        return Optional.ofNullable(reached.get(alias));
    }

    /** All that were reached. */
    public Collection<Member> reached() {
        return reached.values();
    }

    /** All that could be reached but this one. */
    public List<Member> but(Member one) {
        return reached.values().stream().filter(member -> member != one).toList();
    }

    /**
     * The last promotion that any of them knows of, in nanoseconds since 1970.
     *
     * @param known one that is known besides
     */
    public long newestPromotion(long known) throws SQLException {
        long newest = known;
        for (Member member : reached.values()) {
            newest = Math.max(newest, ReparentJournal.newest(member));
        }
        return newest;
    }

    /** Aliases that could not be reached, each with the reason. */
    public Map<String, String> away() {
        Map<String, String> reasons = new LinkedHashMap<>();
        away.forEach((tablet, trouble) -> reasons.put(tablet.alias(), Trouble.reason(trouble)));
        return reasons;
    }

    /** Those that could not be reached. */
    public List<Tablet> unreached() {
        return List.copyOf(away.keySet());
    }

    /** Why one could not be reached; the error may be one that the server has sent. */
    public Optional<SQLException> trouble(String alias) {
        return away.entrySet().stream()
                .filter(entry -> entry.getKey().alias().equals(alias))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The same in words. */
    public static String describe(Map<String, String> away) {
        return away.entrySet().stream()
                .map(entry -> entry.getKey() + " cannot be reached: " + entry.getValue())
                .collect(Collectors.joining("; "));
    }

    @Override
    public void close() {
        reached.values().forEach(Member::close);
    }
}
