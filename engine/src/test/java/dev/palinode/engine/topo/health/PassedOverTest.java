package dev.palinode.engine.topo.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two tablets, "1" and "2", each of which replicates from nobody; time goes by from look to look. */
final class PassedOverTest {
    private final PassedOver passedOver = new PassedOver();
    private String primary = "2";
    private String warning = "";

    private record Seen(String id, boolean writable, boolean alive, String gtid, long promotion) {
        Seen(String id, boolean writable, boolean alive, String gtid) {
            this(id, writable, alive, gtid, 0);
        }

        TabletHealth at(long second) {
            ServerState state = new ServerState(
                    "MariaDB",
                    "11.4",
                    "uuid" + id,
                    id,
                    !writable,
                    false,
                    List.of(),
                    Optional.of(Position.MariaGtid.of(gtid)),
                    OptionalLong.of(promotion),
                    OptionalLong.empty());
            return new TabletHealth(
                    new Tablet(id, new ServerAddress("host" + id, 3306), TabletType.REPLICA, new Login("u", "p")),
                    alive ? "" : "Connection refused",
                    Optional.of(state),
                    Instant.ofEpochSecond(second),
                    OptionalDouble.empty());
        }
    }

    private static Seen writable(String id) {
        return new Seen(id, true, true, "0-" + id + "-7");
    }

    private static Seen promotedAt(long promotion, String id) {
        return new Seen(id, true, true, "0-" + id + "-7", promotion);
    }

    private static Seen away(String id) {
        return new Seen(id, true, false, "0-" + id + "-7");
    }

    private static Seen readOnly(String id) {
        return new Seen(id, false, true, "0-" + id + "-7");
    }

    private String look(long second, Seen... tablets) {
        List<TabletHealth> all = Stream.of(tablets).map(seen -> seen.at(second)).toList();
        PrimaryRule.Verdict verdict =
                PrimaryRule.decide(primary, all, passedOver.aliases(all), Set.of(), new OldFollowers());
        primary = verdict.alias();
        warning = verdict.warning();
        passedOver.see(primary, all);
        return primary;
    }

    @Test
    void whoTookWritesBesideThePrimaryIsNotItWhileThePrimaryIsAway() {
        look(0, writable("1"), writable("2"));
        look(5, writable("1"), writable("2"));
        assertThat(look(6, writable("1"), away("2"))).isEqualTo("2");
        assertThat(warning).contains("1 at host1:3306 is writable").contains("make it read-only");
        assertThat(look(7, writable("1"), readOnly("2")))
                .as("a primary that was restarted read-only")
                .isEqualTo("2");
        assertThat(look(8, away("1"), away("2"))).isEqualTo("2");
        assertThat(look(9, writable("1"), away("2"))).isEqualTo("2");
        // Somebody deals with it.
        assertThat(look(10, readOnly("1"), away("2"))).isEqualTo("2");
        assertThat(look(11, writable("1"), away("2"))).isEqualTo("1");
    }

    @Test
    void whoWasNeverSeenAsAReplicaWasNotPromoted() {
        assertThat(look(0, away("1"), writable("2"))).isEqualTo("2");
        assertThat(look(1, away("1"), away("2"))).isEqualTo("2");
        assertThat(look(2, writable("1"), away("2")))
                .as("a former primary that comes back")
                .isEqualTo("2");
        assertThat(warning).contains("VTCTL TabletExternallyReparented 1");
        assertThat(look(3, promotedAt(7, "1"), away("2")))
                .as("a person has said so, or another process has seen it")
                .isEqualTo("1");
        assertThat(look(4, away("1"), readOnly("2"))).isEqualTo("1");
        assertThat(look(5, away("1"), writable("2")))
                .as("it was seen read-only, and has missed nothing")
                .isEqualTo("2");
    }

    @Test
    void whoWasThePrimaryBeforeIsNotItAgainWhileThePromotedOneIsAway() {
        look(0, readOnly("1"), writable("2"));
        assertThat(look(1, writable("1"), away("2"))).isEqualTo("1");
        assertThat(look(2, away("1"), writable("2"))).isEqualTo("1");
    }

    @Test
    void whoLacksNothingMayTakeOverFromOneThatHasGivenUpItsWrites() {
        look(0, writable("1"), writable("2"));
        look(5, writable("1"), writable("2"));
        Seen all = new Seen("1", true, true, "0-1-7");
        Seen before = new Seen("2", false, true, "0-1-7");
        assertThat(look(6, all, before)).isEqualTo("1");
    }

    @Test
    void thatThePrimaryWasSeenJustBeforeItDiedIsNothingAgainstTheOther() {
        look(-1, readOnly("1"), writable("2"));
        look(0, writable("1"), writable("2"));
        look(1, writable("1"), writable("2"));
        assertThat(look(2, writable("1"), away("2"))).isEqualTo("1");
    }
}
