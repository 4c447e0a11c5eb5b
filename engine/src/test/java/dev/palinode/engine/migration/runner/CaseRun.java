package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.stream.base.FailPoints;
import java.sql.SQLException;

/**
 * Carries out a case. The same events are run on the table while it is migrated, on a twin that the server alters, and
 * on one that stays as it is; what the table is after the migration must be what the altered twin is, and after the
 * revert what the other is.
 */
final class CaseRun {
    /** What the thread of a case does when its migration has its position, and no row has been copied. */
    private static final ThreadLocal<FailPoints> BEFORE_COPY = new ThreadLocal<>();

    private final AlterRoom room;
    private final MigrationCase one;
    private final CaseTable table;
    private final CaseTable altered;
    private final CaseTable kept;

    CaseRun(AlterRoom room, MigrationCase one) {
        this.room = room;
        this.one = one;
        this.table = new CaseTable(room, one, "");
        this.altered = new CaseTable(room, one, "_n");
        this.kept = new CaseTable(room, one, "_o");
    }

    /** What a room's fail points must be for cases to run in it. */
    static FailPoints points() {
        return place -> {
            FailPoints action = BEFORE_COPY.get();
            if (action != null && place.equals("alter.stream-inserted")) {
                action.reached(place);
            }
        };
    }

    void run() throws Exception {
        table.create();
        kept.create();
        if (one.failure().isPresent()) {
            fails(one.failure().get());
            return;
        }
        altered.create();
        MigrationId id = migrate();
        altered.alter();
        assertThat(table.definition()).as("definition").isEqualTo(altered.definition());
        assertThat(table.rows()).as("rows").isEqualTo(altered.rows());
        writeAfter();
        if (one.has("revert", "refused")) {
            refusedRevert(id);
            return;
        }
        MigrationId revert = room.revert(id);
        cutOver(revert);
        assertThat(room.verdict(revert).repaired())
                .as("rows repaired by the revert")
                .isZero();
        assertThat(table.definition()).as("definition reverted").isEqualTo(kept.definition());
        if (!one.has("revert", "lossy")) {
            assertThat(table.rows()).as("rows reverted").isEqualTo(kept.rows());
        }
    }

    private void refusedRevert(MigrationId id) throws Exception {
        String message;
        try {
            message = room.failure(room.revert(id));
        } catch (MigrationFailure e) {
            message = String.valueOf(e.getMessage());
        }
        assertThat(message).isNotEmpty();
        assertThat(table.rows()).as("rows after the refusal").isEqualTo(altered.rows());
    }

    /** Rounds of events before, during and after the copy. */
    private MigrationId migrate() throws Exception {
        MigrationId id = start();
        round(2);
        room.await(id, Phase.READY);
        assertThat(room.verdict(id).repaired()).as("repaired rows").isZero();
        round(3);
        cutOver(id);
        if (one.uniqueKeys().isPresent()) {
            assertThat(room.value("SELECT CONCAT(added_unique_keys, '/', removed_unique_keys) FROM"
                            + " _vt.schema_migrations WHERE migration_uuid = '" + id + "'"))
                    .as("unique keys added and removed")
                    .isEqualTo(one.uniqueKeys().get());
        }
        return id;
    }

    /** On a busy machine the first attempts may give up, as they shall. */
    private void cutOver(MigrationId id) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                room.cutOver(id);
                return;
            } catch (AssertionError e) {
                if (attempt == 5 || !String.valueOf(e.getMessage()).startsWith("timeout")) {
                    throw e;
                }
            }
        }
    }

    private MigrationId start() throws Exception {
        BEFORE_COPY.set(place -> {
            try {
                round(1);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            return room.alter(one.table(), table.alterStatement(), one.settings());
        } finally {
            BEFORE_COPY.remove();
        }
    }

    private void round(int number) throws SQLException {
        table.round(number);
        kept.round(number);
        if (one.failure().isEmpty()) {
            altered.round(number);
        }
    }

    /** Once more with the new definition, where the events fit it; the kept twin gets the same. */
    private void writeAfter() throws SQLException {
        try {
            altered.round(4);
        } catch (SQLException e) {
            return;
        }
        table.round(4);
        kept.round(4);
        assertThat(table.rows()).as("rows written after").isEqualTo(altered.rows());
    }

    private void fails(String text) throws Exception {
        String message;
        try {
            MigrationId id = start();
            round(2);
            message = failure(id);
        } catch (MigrationFailure e) {
            message = String.valueOf(e.getMessage());
        }
        assertThat(message).contains(text);
        assertThat(table.definition()).isEqualTo(kept.definition());
        assertThat(table.rows()).isEqualTo(kept.rows());
    }

    /** Either the copy fails, or what is applied afterwards does. */
    private String failure(MigrationId id) throws Exception {
        boolean written = false;
        for (int i = 0; i < 1000; i++) {
            CopyRunner.Progress progress = room.runner().review(room.row(id));
            if (progress.phase() == Phase.FAILED) {
                return progress.message();
            }
            if (progress.phase() == Phase.READY && !written) {
                round(3);
                written = true;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("neither failed nor ready");
    }
}
