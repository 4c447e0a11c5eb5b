package dev.palinode.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.RowSet;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which keyspace a migration is of, by its UUID or the beginning of it. */
final class KeyspaceEnginesTest {
    private static final MigrationId ONE = id("a1");
    private static final MigrationId OTHER = id("a2");

    private static MigrationId id(String begin) {
        return new MigrationId(begin + "000000_0000_0000_0000_000000000000");
    }

    /** Knows its migrations, and nothing else. */
    private static KeyspaceEngines.Named knowing(String keyspace, MigrationId... ids) {
        MigrationEngine engine = (MigrationEngine) Proxy.newProxyInstance(
                MigrationEngine.class.getClassLoader(),
                new Class<?>[] {MigrationEngine.class},
                (proxy, method, args) -> {
                    if (method.getName().equals("control")) {
                        return 1L;
                    }
                    if (args[0] instanceof MigrationEngine.Filter filter) {
                        return listed(filter, ids);
                    }
                    String prefix = String.valueOf(args[0]);
                    List<MigrationId> found = Set.of(ids).stream()
                            .filter(id -> id.uuid().startsWith(prefix))
                            .toList();
                    if (found.isEmpty()) {
                        throw EngineFault.unknownMigration(prefix);
                    }
                    if (found.size() > 1) {
                        throw new EngineFault(EngineFault.Kind.REFUSED, "several migrations begin with " + prefix);
                    }
                    return found.get(0);
                });
        return new KeyspaceEngines.Named(keyspace, () -> engine);
    }

    private static RowSet listed(MigrationEngine.Filter filter, MigrationId... ids) {
        return new RowSet(
                List.of(new RowSet.Column("migration_uuid", RowSet.Type.TEXT)),
                Stream.of(ids)
                        .filter(id -> filter.like().orElseThrow().equals(id.uuid()))
                        .map(id -> List.of(Optional.of(id.uuid())))
                        .toList());
    }

    private static KeyspaceEngines.Named away(String keyspace) {
        return new KeyspaceEngines.Named(keyspace, () -> {
            throw new EngineFault(EngineFault.Kind.UNAVAILABLE, "no primary");
        });
    }

    private static KeyspaceEngines of(KeyspaceEngines.Named... engines) {
        return new KeyspaceEngines(List.of(engines));
    }

    @Test
    void aBeginningThatOnlyOneKnowsIsEnough() {
        KeyspaceEngines engines = of(knowing("x", ONE), knowing("y", OTHER));
        assertThat(engines.resolve("a1")).isEqualTo(ONE);
        assertThat(engines.resolve("a2")).isEqualTo(OTHER);
        refused(engines, "b", "migration not found: b");
    }

    @Test
    void aBeginningThatTwoKeyspacesKnowIsRefused() {
        refused(of(knowing("x", ONE), knowing("y", OTHER)), "a", "several migrations begin with a: ");
        refused(of(knowing("x", ONE, OTHER), knowing("y", id("a3"))), "a", "several migrations begin with a");
    }

    @Test
    void aKeyspaceThatCannotBeAskedMayKnowOneToo() {
        refused(of(knowing("x", ONE), away("y")), "a", "keyspace y cannot be asked");
        refused(of(away("x"), knowing("y", OTHER)), "a", "keyspace x cannot be asked");
    }

    @Test
    void aWholeUuidIsNobodyElses() {
        KeyspaceEngines engines = of(away("x"), knowing("y", OTHER));
        assertThat(engines.control(cancel(OTHER))).isEqualTo(1);
        assertThatThrownBy(() -> engines.control(cancel(ONE)))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("no primary");
    }

    @Test
    void aWholeUuidThatNobodyKnowsMayBeOfWhoIsAway() {
        KeyspaceEngines engines = of(knowing("x", ONE), away("y"));
        assertThat(engines.list(like(ONE.uuid())).rows()).hasSize(1);
        assertThat(engines.list(like("running")).rows()).isEmpty();
        assertThatThrownBy(() -> engines.list(like(OTHER.uuid()))).hasMessageContaining("no primary");
        assertThat(of(knowing("x", ONE), knowing("y")).list(like(OTHER.uuid())).rows())
                .isEmpty();
        assertThat(of(away("x"), knowing("y", OTHER)).list(like(OTHER.uuid())).rows())
                .hasSize(1);
        assertThatThrownBy(() -> of(away("x"), knowing("y")).list(like("running")))
                .hasMessageContaining("no primary");
    }

    private static MigrationEngine.Filter like(String pattern) {
        return new MigrationEngine.Filter(Optional.of(pattern));
    }

    private static MigrationEngine.Control cancel(MigrationId id) {
        return new MigrationEngine.Control(MigrationEngine.Verb.CANCEL, Optional.of(id));
    }

    private static void refused(KeyspaceEngines engines, String prefix, String message) {
        assertThatThrownBy(() -> engines.resolve(prefix))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining(message);
    }
}
