package dev.palinode.engine.migration.declare;

import dev.palinode.engine.gc.GcName;
import dev.palinode.engine.migration.runner.UserSession;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.Views;
import dev.palinode.engine.sql.classify.ViewStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/** A declared view as the server understands it: it is made under another name, looked at, and dropped. */
final class DeclaredView {
    private DeclaredView() {}

    /** Describes it; what a crash leaves has a name by which the collector drops it. */
    static ViewStatement describe(Connection connection, Instant now, Migration migration) throws SQLException {
        String name = GcName.passing(MigrationId.generate(), now).table();
        TableName view = migration.table().sibling(name);
        try {
            try (UserSession session = UserSession.open(connection, migration, view.schema())) {
                session.statement()
                        .execute(ViewStatement.read(migration.statement()).create(view));
            }
            return Views.read(connection, view);
        } finally {
            try (Statement statement = connection.createStatement()) {
                statement.execute("DROP VIEW IF EXISTS " + view.quoted());
            }
        }
    }

    /** Whether an earlier run has put the view into its place: the one from before is held. */
    static boolean isReplaced(Connection connection, Migration migration) throws SQLException {
        for (String artifact : migration.artifacts()) {
            boolean hold = GcName.parse(artifact)
                    .filter(name -> name.kind() == GcName.Kind.HOLD)
                    .isPresent();
            if (hold && SchemaReader.exists(connection, migration.table().sibling(artifact))) {
                return true;
            }
        }
        return false;
    }
}
