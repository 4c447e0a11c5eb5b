package dev.palinode.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** An ALTER that copies, or the REVERT of one. */
final class CopyScene implements Scene {
    private final Walk walk;
    private Optional<MigrationId> reverted = Optional.empty();
    private Optional<MigrationId> driven = Optional.empty();

    CopyScene(Walk walk) {
        this.walk = walk;
    }

    @Override
    public void prepare(Arena arena) throws Exception {
        if (walk.isRevert()) {
            reverted = Optional.of(completed(arena, walk));
        }
    }

    /** An ALTER that is complete; its engine is closed again. */
    static MigrationId completed(Arena arena, Walk walk) throws Exception {
        MigrationId alter = arena.store(Optional.empty(), walk.options());
        try (AutoCloseable engine = arena.engine()) {
            arena.awaitComplete(alter);
            if (walk == Walk.WINDOW) {
                Awaitility.await()
                        .atMost(Arena.PATIENCE)
                        .until(() -> arena.row(alter, "revertible").equals("yes"));
            }
        }
        return alter;
    }

    @Override
    public void begin(Arena arena, String place, Blow blow) throws Exception {
        driven = Optional.of(arena.store(reverted, ""));
        arena.start(place, blow);
        arena.driver().awaitReached();
    }

    @Override
    public void await(Arena arena) {
        arena.awaitComplete(driven.orElseThrow());
    }

    /** The table, and the one that is held; no sentry, no half-made shadow, no connection, no lock. */
    @Override
    public void check(Arena arena, Blow blow) throws Exception {
        assertThat(arena.columns()).isEqualTo(walk.isRevert() ? 0 : 1);
        List<String> tables = arena.tables();
        assertThat(tables).contains("d", "t").allMatch(name -> name.matches("d|t|_vt_hld_.*"));
        assertThat(tables).hasSizeLessThanOrEqualTo(walk.isRevert() ? 4 : 3);
    }
}
