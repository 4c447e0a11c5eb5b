package dev.palinode.proxy.session.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LoginDelaysTest {
    private static final Duration STEP = Duration.ofSeconds(1);

    private final AtomicLong clock = new AtomicLong();

    private LoginDelays delays(Optional<Duration> step) {
        return new LoginDelays(Limits.defaults().withLogin(Duration.ofSeconds(10), step), clock::get);
    }

    private static InetAddress host(String address) throws Exception {
        return InetAddress.getByName(address);
    }

    @Test
    void fromTheFourthFailureOnEachIsLater() throws Exception {
        LoginDelays delays = delays(Optional.of(STEP));
        InetAddress host = host("192.0.2.1");
        for (int i = 0; i < 3; i++) {
            assertThat(delays.failed("u", host)).isZero();
        }
        assertThat(delays.failed("u", host)).isEqualTo(STEP);
        assertThat(delays.failed("u", host)).isEqualTo(STEP.multipliedBy(2));
        assertThat(delays.failed("v", host)).isZero();
        assertThat(delays.failed("u", host("192.0.2.2"))).isZero();
        assertThat(delays.succeeded("u", host)).isEqualTo(STEP.multipliedBy(2));
        assertThat(delays.succeeded("u", host)).isZero();
        assertThat(delays.failed("u", host)).isZero();
    }

    @Test
    void neverLongerThanHalfOfALogIn() throws Exception {
        LoginDelays delays = delays(Optional.of(STEP));
        Duration last = Duration.ZERO;
        for (int i = 0; i < 100_000; i++) {
            last = delays.failed("u", host("192.0.2.1"));
        }
        assertThat(last).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aNetworkOfIpv6IsOneHost() throws Exception {
        LoginDelays delays = delays(Optional.of(STEP));
        for (int i = 1; i <= 3; i++) {
            assertThat(delays.failed("u", host("2001:db8::" + i))).isZero();
        }
        assertThat(delays.failed("u", host("2001:db8::ffff"))).isEqualTo(STEP);
        assertThat(delays.failed("u", host("2001:db8:0:1::1"))).isZero();
    }

    /** What is remembered must not be as long as whoever fails likes. */
    @Test
    void ofALongNameTheBeginningCounts() throws Exception {
        LoginDelays delays = delays(Optional.of(STEP));
        String longest = "u".repeat(128);
        for (int i = 0; i < 3; i++) {
            assertThat(delays.failed(longest + i, host("192.0.2.1"))).isZero();
        }
        assertThat(delays.failed(longest + "x".repeat(200_000), host("192.0.2.1")))
                .isEqualTo(STEP);
        assertThat(delays.failed(longest.substring(1), host("192.0.2.1"))).isZero();
    }

    @Test
    void failuresAreForgotten() throws Exception {
        LoginDelays delays = delays(Optional.of(STEP));
        InetAddress host = host("192.0.2.1");
        for (int i = 0; i < 4; i++) {
            delays.failed("u", host);
        }
        clock.addAndGet(Duration.ofMinutes(16).toNanos());
        assertThat(delays.failed("u", host)).isZero();
    }

    @Test
    void offIsOff() throws Exception {
        LoginDelays delays = delays(Optional.empty());
        for (int i = 0; i < 50; i++) {
            assertThat(delays.failed("u", host("192.0.2.1"))).isZero();
        }
        assertThat(delays.succeeded("u", host("192.0.2.1"))).isZero();
    }
}
