package dev.palinode.engine.reparent.former;

import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.Members;
import dev.palinode.engine.topo.Tablet;
import java.sql.SQLException;
import java.util.Optional;

/** The primary that is to be replaced in need: how it was found, and what became of it. Confined to one thread. */
public final class Former implements AutoCloseable {
    private final Tablet tablet;
    private final Optional<Fence> fence;
    private boolean fenced;

    private Former(Tablet tablet, Optional<Fence> fence) {
        this.tablet = tablet;
        this.fence = fence;
    }

    /** As it was found. */
    public static Former of(Tablet tablet, Members members, Events events) {
        return new Former(tablet, members.find(tablet.alias()).map(member -> new Fence(member, events)));
    }

    /** Its alias. */
    public String alias() {
        return tablet.alias();
    }

    /** The server, if it answers. */
    public Optional<Member> member() {
        return fence.map(Fence::former);
    }

    /** Whether it has been made read-only. */
    public boolean isFenced() {
        return fenced;
    }

    /** Whether it answers, and could not be made read-only. */
    public boolean isLoose() {
        return fence.isPresent() && !fenced;
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
