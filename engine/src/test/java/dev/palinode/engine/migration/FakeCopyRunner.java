package dev.palinode.engine.migration;

import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A copy runner that copies nothing: a test says what becomes of each table's migration, and sees what was asked. */
final class FakeCopyRunner implements CopyRunner {
    /** What happens to the migrations of a table. */
    interface Script {
        default void start() throws MigrationFailure, SQLException {}

        default Progress review() throws SQLException {
            return at(Phase.READY, 100);
        }

        default CutoverOutcome cutOver() throws SQLException {
            return new CutoverOutcome(true, "");
        }
    }

    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();

    static Progress at(Phase phase, double percent) {
        return new Progress(
                phase,
                (long) (percent * 10),
                1000,
                percent,
                Duration.ofSeconds(7),
                Duration.ofSeconds(1),
                "",
                Optional.empty());
    }

    /** The same, with another phase. */
    static Script reviewing(Phase phase, double percent) {
        return new Script() {
            @Override
            public Progress review() {
                return at(phase, percent);
            }
        };
    }

    void script(String table, Script script) {
        scripts.put(table, script);
    }

    /** What was called so far, such as {@code start <uuid>}. */
    List<String> calls() {
        return calls;
    }

    long count(String call, MigrationId id) {
        return calls.stream().filter((call + " " + id)::equals).count();
    }

    /** For an engine: every tenure uses this one. */
    CopyRunner on(EngineContext context) {
        return this;
    }

    private Script of(Migration migration) {
        return scripts.getOrDefault(migration.table().table(), new Script() {});
    }

    private void called(String what, Migration migration) {
        calls.add(what + " " + migration.id());
    }

    @Override
    public void start(Migration migration) throws MigrationFailure, SQLException {
        called("start", migration);
        of(migration).start();
    }

    @Override
    public void startRevert(Migration migration, Migration original) throws MigrationFailure, SQLException {
        called("startRevert", migration);
        of(migration).start();
    }

    @Override
    public Progress review(Migration migration) throws SQLException {
        called("review", migration);
        return of(migration).review();
    }

    @Override
    public CutoverOutcome cutOver(Migration migration) throws SQLException {
        called("cutOver", migration);
        return of(migration).cutOver();
    }

    @Override
    public void stop(Migration migration) {
        called("stop", migration);
    }

    @Override
    public void forget(Migration migration) {
        called("forget", migration);
    }

    @Override
    public void close() {}
}
