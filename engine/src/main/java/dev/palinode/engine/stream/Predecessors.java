package dev.palinode.engine.stream;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.CopyCursor;
import dev.palinode.engine.stream.apply.ChangeApplier;
import dev.palinode.engine.stream.base.StreamConnection;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.copy.CopyTeam;
import dev.palinode.engine.stream.verify.Verifier;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whoever drove a stream before: a process that has ended, or this one before a break. */
final class Predecessors {
    private Predecessors() {}

    /**
     * Ends their transactions. One whose commit was not answered is over before position and ranges are read, since it has
     * their rows locked. And a range that is copied last would otherwise be locked for its readers until then.
     */
    static void end(StreamContext context, MigrationId workflow) throws SQLException {
        List<CopyCursor> ranges =
                context.db().with(connection -> context.cursors().list(connection, workflow));
        List<String> roles = new ArrayList<>(CopyTeam.roles(ranges));
        roles.addAll(ChangeApplier.ROLES);
        roles.add(Verifier.ROLE);
        StreamConnection.evict(context, workflow, roles);
    }
}
