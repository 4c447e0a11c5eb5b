package dev.palinode.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a user may come from. */
final class HostPatternTest {
    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
    }

    @ParameterizedTest
    @CsvSource({
        "%, 192.0.2.1, true",
        "%, ::1, true",
        "localhost, 127.0.0.1, true",
        "LOCALHOST, ::1, true",
        "localhost, 10.0.0.1, false",
        "10.1.%, 10.1.2.3, true",
        "10.1.%, 10.11.2.3, false",
        "10.1.2._, 10.1.2.3, true",
        "10.1.2._, 10.1.2.33, false",
        "10.1.0.0/16, 10.1.255.255, true",
        "10.1.0.0/16, 10.2.0.0, false",
        "10.1.0.0/255.255.0.0, 10.1.255.255, true",
        "10.1.0.0/255.255.0.0, 10.2.0.0, false",
        "0.0.0.0/0, 10.2.0.0, true",
        "0.0.0.0/0, ::1, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "2001:db8::/32, 2001:db8:1::7, true",
        "2001:db8::/32, 2001:db9::, false",
        "10.1.0.0/16, ::ffff:10.1.2.3, true",
    })
    void matchesAsMySqlDoes(String pattern, String client, boolean expected) throws Exception {
        assertThat(HostPattern.parse(pattern).orElseThrow().matches(address(client)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app.example",
                "%.example",
                "10.1.2",
                "10.1.2.3/33",
                "10.1.2.3/16",
                "10.1.0.0/255.0.255.0",
                "::1/129",
                "10.0.0.0/8/8",
                "(.*)%"
            })
    void whatIsNoPatternIsNone(String pattern) {
        assertThat(HostPattern.parse(pattern)).isEmpty();
    }
}
