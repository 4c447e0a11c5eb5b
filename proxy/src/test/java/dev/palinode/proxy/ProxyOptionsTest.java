package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.proxy.session.limit.Limits;
import org.junit.jupiter.api.Test;

final class ProxyOptionsTest {
    /** A hundred clients that send DDL at once wait for each other; none of them is refused. */
    @Test
    void everySessionMayHaveACommandOfOurs() {
        assertThat(ProxyOptions.listeningOn("127.0.0.1", 0).work().queue())
                .isGreaterThanOrEqualTo(Limits.defaults().maxConnections());
    }
}
