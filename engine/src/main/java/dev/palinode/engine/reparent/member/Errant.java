package dev.palinode.engine.reparent.member;

import dev.palinode.engine.dialect.ReplicaStatus;
import dev.palinode.engine.model.stream.Position;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Replicas with transactions that were not first written by the primary that they follow, and that nobody else has: they
 * are errant, or else of a primary before the last one, and the others have not got them yet.
 */
public final class Errant {
    /** Far above what MySQL takes for that, also on an overloaded machine. */
    private static final Duration COUNTED = Duration.ofSeconds(5);

    private final Collection<Member> replicas;
    private final Map<Member, String> found;

    private Errant(Collection<Member> replicas, Map<Member, String> found) {
        this.replicas = replicas;
        this.found = found;
    }

    /** Looks for them; with nobody to compare with there is nothing to be told. */
    public static Errant among(Optional<Member> former, Collection<Member> replicas) throws SQLException {
        Map<Member, String> histories = new LinkedHashMap<>();
        for (Member replica : replicas) {
            histories.put(replica, replica.history());
        }
        List<String> known = new ArrayList<>();
        if (former.isPresent()) {
            known.add(former.get().history());
        }
        Map<Member, String> found = new LinkedHashMap<>();
        for (Member replica : replicas) {
            String origin = replica.status().map(ReplicaStatus::source).orElse("");
            List<String> others = new ArrayList<>(known);
            histories.forEach((other, history) -> {
                if (other != replica) {
                    others.add(history);
                }
            });
            String own = replica.without(histories.getOrDefault(replica, ""), origin);
            String lacking = replica.lacking(own, others);
            if (!lacking.isEmpty() && !others.isEmpty()) {
                found.put(replica, lacking);
            }
        }
        return new Errant(replicas, found);
    }

    /**
     * Tells who is to be left out. One that has everything may be the only one that has it, so that a person must name
     * the new primary.
     *
     * @param named the new primary, if one was named
     * @param automatic whether no person has asked
     */
    public Set<Member> judge(Optional<String> named, boolean automatic, Events events) throws SQLException {
        Set<Member> out = new HashSet<>();
        for (Map.Entry<Member, String> extra : found.entrySet()) {
            Member replica = extra.getKey();
            String alias = replica.alias();
            boolean isNamed = named.filter(alias::equals).isPresent();
            boolean most = hasAll(replica);
            String what = "it has transactions that nobody else has: " + extra.getValue();
            if (automatic) {
                throw Events.refuse(alias + " may have what others lack: " + what + "; a person must judge");
            }
            if (isNamed && !most) {
                throw Events.refuse(alias + " cannot become the primary: " + what);
            }
            if (most && named.isEmpty()) {
                throw Events.refuse(alias + " has everything that the others have, but " + what
                        + "; name it by --new-primary if they are to be kept, and another one if they are errant");
            }
            if (!isNamed) {
                events.warn(alias + " is left out: " + what);
                out.add(replica);
            }
        }
        return out;
    }

    private boolean hasAll(Member one) throws SQLException {
        Position position = one.received();
        for (Member replica : replicas) {
            if (!position.contains(replica.received())) {
                return false;
            }
        }
        return true;
    }

    /**
     * What a replica has that its source has not, a moment later either: MySQL may send a transaction to its replicas
     * before it counts it as executed itself.
     */
    public static String of(Member replica, Member source) throws SQLException {
        String history = replica.history();
        String lacking = replica.lacking(history, List.of(source.history()));
        boolean counted = !lacking.isEmpty() && source.await(replica.executed(), COUNTED);
        return counted ? replica.lacking(history, List.of(source.history())) : lacking;
    }
}
