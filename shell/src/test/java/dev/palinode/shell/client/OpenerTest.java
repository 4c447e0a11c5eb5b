package dev.palinode.shell.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class OpenerTest {
    @Test
    void aServerThatSaysNothingCanBeGivenUp() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            ConnectOptions options = new ConnectOptions("127.0.0.1", mute.getLocalPort(), "u", "", "");
            assertThatThrownBy(() -> Opener.session(options, () -> true))
                    .isInstanceOfSatisfying(
                            SqlFailure.class,
                            e -> assertThat(e.unreachable() && e.connectionLost())
                                    .isTrue())
                    .hasMessageContaining("interrupted");
        }
    }
}
