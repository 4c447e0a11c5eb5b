package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class SubmitterTest {
    @OnEachServer
    void whatCannotBeAMigrationIsRefusedAndNothingIsStored(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            TableName table = room.table("t");
            refused(room, table, DdlStrategy.DIRECT, EngineFault.Kind.NOT_SUPPORTED, "direct");
            refused(room, table, threshold(4), EngineFault.Kind.WRONG_ARGUMENT, "cut-over min value is 5s");
            refused(room, table, threshold(31), EngineFault.Kind.WRONG_ARGUMENT, "cut-over max value is 30s");
            refused(room, new TableName("mysql", "user"), threshold(5), EngineFault.Kind.NOT_SUPPORTED, "is not one");
            refused(room, new TableName("", "t"), threshold(5), EngineFault.Kind.NO_DATABASE, "No database");
            refused(
                    room,
                    room.table("_vt_hld_6ace8bcc0d5111eea2f40a43f95f28a3_20260301235958_"),
                    threshold(30),
                    EngineFault.Kind.NOT_SUPPORTED,
                    "internal");
            assertThat(room.engine()
                            .list(new MigrationEngine.Filter(Optional.empty()))
                            .rows())
                    .isEmpty();
        }
    }

    private static DdlStrategy threshold(long seconds) {
        return new DdlStrategy(
                DdlStrategy.Kind.ONLINE,
                "online",
                "",
                Set.of(),
                Duration.ofSeconds(seconds),
                Duration.ZERO,
                Optional.empty(),
                Map.of(),
                Duration.ZERO);
    }

    private static void refused(
            EngineRoom room, TableName table, DdlStrategy strategy, EngineFault.Kind kind, String why) {
        assertThatThrownBy(() -> room.engine()
                        .submit(new MigrationEngine.Submission(
                                DdlAction.ALTER, table, false, "ALTER TABLE t FORCE", strategy, "ctx")))
                .isInstanceOfSatisfying(
                        EngineFault.class, fault -> assertThat(fault.kind()).isEqualTo(kind))
                .hasMessageContaining(why);
    }
}
