package dev.palinode.engine.reparent.former;

import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.Members;
import dev.palinode.engine.reparent.member.Trouble;
import dev.palinode.engine.topo.Tablet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** The primary that is to be replaced in need: how it was found, and what became of it. Confined to one thread. */
public final class Former implements AutoCloseable {
    /**
     * Of a server in trouble that takes in nobody: too many connections, out of memory, shutdown, a blocked host, no thread, and
     * too many connections or queries of one account.
     */
    private static final Set<Integer> FULL = Set.of(1040, 1041, 1053, 1129, 1135, 1203, 1226);

    private final Tablet tablet;
    private final Optional<Fence> fence;
    private final boolean answers;
    private boolean fenced;

    private Former(Tablet tablet, Optional<Fence> fence, boolean answers) {
        this.tablet = tablet;
        this.fence = fence;
        this.answers = answers;
    }

    /** As it was found; refuses where it is our own account that is to be mended. */
    public static Former of(Tablet tablet, Members members, Events events) {
        Optional<Fence> fence = members.find(tablet.alias()).map(member -> new Fence(member, events));
        Optional<SQLException> answer =
                members.trouble(tablet.alias()).filter(trouble -> !Trouble.isUnreachable(trouble));
        answer.ifPresent(trouble -> {
            String says = tablet.alias() + " answers, and does not let us in: " + Trouble.reason(trouble);
            if (!FULL.contains(trouble.getErrorCode())) {
                throw Events.refuse(says + ", so that it cannot be made read-only; mend that, or stop that server;"
                        + " nothing was changed");
            }
            events.warn(says + "; another one is promoted all the same, what is still written there is lost, and it is"
                    + " made read-only as soon as it lets us in");
        });
        return new Former(tablet, fence, fence.isPresent() || answer.isPresent());
    }

    /** Which server it is. */
    public Tablet tablet() {
        return tablet;
    }

    /** Its alias. */
    public String alias() {
        return tablet.alias();
    }

    /** The server, if it lets us in. */
    public Optional<Member> member() {
        return fence.map(Fence::former);
    }

    /** Whether it has been made read-only. */
    public boolean isFenced() {
        return fenced;
    }

    /** Whether it answers, and could not be made read-only. */
    public boolean isLoose() {
        return answers && !fenced;
    }

    /** Has it told what is about to happen, if it answers. */
    public void announce(Member.Act act) throws SQLException {
        if (fence.isPresent()) {
            fence.get().announce(act);
        }
    }

    /** Makes it read-only if it answers and lets us; see {@link Fence#demote}. */
    public void demote(Member.Act act, boolean automatic) throws SQLException {
        if (fence.isPresent()) {
            fenced = fence.get().demote(act, automatic);
        }
    }

    /**
     * Makes sure that it is as this command has left it: one that has come back, or takes writes again, has more than the
     * replicas were asked for.
     */
    public void requireAsLeft() {
        if (isLoose()) {
            return;
        }
        if (!fenced) {
            Away.require(tablet);
            return;
        }
        try {
            if (fence.orElseThrow().former().isReadOnly()) {
                return;
            }
        } catch (SQLException e) {
            Away.require(tablet);
            return;
        }
        throw Events.refuse(alias() + " takes writes again");
    }

    @Override
    public void close() {
        fence.ifPresent(Fence::close);
    }
}
