package dev.palinode.engine.reparent.former;

import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.Members;
import dev.palinode.engine.reparent.member.Trouble;
import dev.palinode.engine.topo.Tablet;
import java.sql.SQLException;

/** Whether a former primary is away, so that it takes no writes. */
public final class Away {
    private Away() {}

    /** Makes sure that nobody answers there now; an error that the server has sent itself is an answer. */
    public static void require(Tablet former) {
        try (Member there = Member.connect(former)) {
            throw Events.refuse(there.alias() + " answers again; nobody was promoted");
        } catch (SQLException e) {
            if (!Trouble.isUnreachable(e)) {
                throw Events.refuse(former.alias() + " answers, and does not let us in: " + Trouble.reason(e));
            }
        }
    }

    /** The same of all that could not be reached. */
    public static void require(Members members) {
        members.unreached().forEach(Away::require);
    }
}
