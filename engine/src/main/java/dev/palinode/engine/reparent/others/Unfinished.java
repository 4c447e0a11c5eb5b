package dev.palinode.engine.reparent.others;

import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.Members;
import dev.palinode.engine.reparent.member.ReparentIntent;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Changes of the primary that have begun and were not ended, as the servers know them. */
public final class Unfinished {
    private final Members members;
    private final List<ReparentIntent> intents;

    private Unfinished(Members members, List<ReparentIntent> intents) {
        this.members = members;
        this.intents = intents;
    }

    /**
     * What is known of them. Where a server takes writes, it alone knows; a replica may be behind, and still have what was over
     * long ago.
     */
    public static Unfinished among(Members members) throws SQLException {
        List<Member> writable = new ArrayList<>();
        for (Member member : members.reached()) {
            if (!member.isReadOnly()) {
                writable.add(member);
            }
        }
        List<ReparentIntent> known = new ArrayList<>();
        for (Member member : writable.isEmpty() ? members.reached() : writable) {
            boolean knows = !writable.isEmpty() || member.status().isEmpty();
            ReparentIntent.all(member).stream()
                    .filter(intent -> knows || intent.row().kept())
                    .forEach(known::add);
        }
        known.sort(
                Comparator.comparingLong((ReparentIntent intent) -> intent.row().started())
                        .reversed());
        Set<String> tokens = new HashSet<>();
        return new Unfinished(
                members,
                known.stream().filter(intent -> tokens.add(intent.token())).toList());
    }

    /**
     * Each change once, the newest first, as far as the clocks of different servers can tell: one that is over may seem to be
     * the newest.
     */
    public List<ReparentIntent> intents() {
        return intents;
    }

    /** One that may have promoted a server which is away. */
    public Optional<ReparentIntent> withAbsent() {
        Set<String> there = members.reached().stream().map(Member::identity).collect(Collectors.toSet());
        return intents.stream()
                .filter(intent -> !there.containsAll(intent.candidates()))
                .findFirst();
    }
}
