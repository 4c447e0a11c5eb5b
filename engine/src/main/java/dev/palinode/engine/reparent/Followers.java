package dev.palinode.engine.reparent;

import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.ReparentIntent;
import dev.palinode.engine.reparent.member.Retry;
import dev.palinode.engine.reparent.member.Trouble;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Makes servers follow a new primary. What fails is told, and does not keep the others from following. */
final class Followers {
    private final Member primary;
    private final Events events;

    Followers(Member primary, Events events) {
        this.primary = primary;
        this.events = events;
    }

    /**
     * Repoints the servers, and waits until they have what the new primary has.
     *
     * @param limit how long to wait for each
     * @return whether all were repointed
     */
    boolean follow(List<Member> servers, Duration limit) {
        List<Member> repointed = new ArrayList<>();
        for (Member server : servers) {
            try {
                Retry.act(server, Member::isReadOnly, member -> {
                    member.follow(primary);
                    ReparentIntent.forget(member);
                });
                repointed.add(server);
            } catch (SQLException e) {
                events.warn(server.alias() + " could not be made to replicate from " + primary.alias() + ": "
                        + Trouble.reason(e) + "; try VTCTL ReparentTablet " + server.alias());
            }
        }
        for (Member server : repointed) {
            confirm(server, limit);
        }
        return repointed.size() == servers.size();
    }

    /** Those that were stopped, and are not to follow: they forget what for. */
    void leave(Collection<Member> servers) {
        for (Member server : servers) {
            try {
                Retry.act(server, Member::isReadOnly, ReparentIntent::forget);
            } catch (SQLException e) {
                events.warn(server.alias() + " keeps what it was stopped for: " + Trouble.reason(e));
            }
        }
    }

    private void confirm(Member server, Duration limit) {
        try (Member fresh = Member.connect(server.tablet())) {
            Position wanted = primary.executed();
            boolean arrived = fresh.await(wanted, limit);
            String trouble = fresh.status()
                    .filter(status -> !status.healthy())
                    .map(status -> ": " + status.trouble())
                    .orElse("");
            if (arrived) {
                events.add(server.alias() + " replicates from " + primary.alias());
            } else {
                events.warn(server.alias() + " was made to replicate from " + primary.alias()
                        + ", but has not got everything within " + limit.toSeconds() + " s" + trouble);
            }
        } catch (SQLException e) {
            events.warn(server.alias() + " was made to replicate from " + primary.alias() + ", but cannot be asked: "
                    + Trouble.reason(e));
        }
    }

    /**
     * Makes the former primary, which has been demoted, a replica; but not if it has transactions that the new one
     * lacks: those are for a person to look at.
     *
     * @return false if it is not certain that it is read-only: it has died, or come back and taken writes again
     */
    boolean takeIn(Member former, Duration limit) {
        try {
            Retry.act(former, Member::isReadOnly, member -> {
                member.release();
                if (!member.isReadOnly()) {
                    member.readOnly();
                }
            });
            String errant = "";
            try (Member fresh = Member.connect(former.tablet())) {
                errant = primary.lacking(fresh.history(), List.of(primary.history()));
            }
            if (!errant.isEmpty()) {
                events.warn(former.alias() + " is read-only, and does not replicate: it has transactions that "
                        + primary.alias() + " does not have: " + errant);
                return true;
            }
        } catch (SQLException e) {
            events.warn(former.alias() + " could not be made a replica: " + Trouble.reason(e)
                    + "; try VTCTL ReparentTablet " + former.alias());
            return false;
        }
        return follow(List.of(former), limit);
    }
}
