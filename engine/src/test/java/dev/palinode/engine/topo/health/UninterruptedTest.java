package dev.palinode.engine.topo.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class UninterruptedTest {
    private final Uninterrupted dead = new Uninterrupted();

    /** Nanoseconds may begin anywhere. */
    private Duration look(boolean so, double second) {
        return dead.look(so, at(second));
    }

    private static long at(double second) {
        return Long.MAX_VALUE - 5_000_000_000L + (long) (second * 1e9);
    }

    @Test
    void itGrowsFromTheFirstLookOnAndABreakEndsIt() {
        assertThat(look(true, 0)).isZero();
        assertThat(look(true, 4)).hasSeconds(4);
        assertThat(look(true, 8)).hasSeconds(8);
        assertThat(look(false, 9)).isZero();
        assertThat(look(true, 10)).isZero();
        assertThat(look(true, 11)).hasSeconds(1);
    }

    @Test
    void whenNobodyLookedForAWhileItBeginsAnew() {
        look(true, 0);
        assertThat(look(true, 35)).isZero();
        assertThat(look(true, 36)).hasSeconds(1);
        dead.excuse(at(60));
        assertThat(look(true, 61)).hasSeconds(26);
    }

    @Test
    void aLookThatIsOldOrOfTheFutureIsNotFresh() {
        Instant noon = Instant.parse("2026-11-22T12:00:00Z");
        assertThat(Uninterrupted.isFresh(List.of(seen(noon), seen(noon.minusSeconds(8))), noon))
                .isTrue();
        assertThat(Uninterrupted.isFresh(List.of(seen(noon), seen(noon.minusSeconds(30))), noon))
                .isFalse();
        assertThat(Uninterrupted.isFresh(List.of(seen(noon.plusSeconds(3600))), noon))
                .isFalse();
    }

    private static TabletHealth seen(Instant when) {
        Tablet tablet =
                new Tablet("zone1-100", new ServerAddress("db1", 3306), TabletType.PRIMARY, new Login("u", "p"));
        return new TabletHealth(tablet, "Connection refused", Optional.empty(), when, OptionalDouble.empty());
    }
}
