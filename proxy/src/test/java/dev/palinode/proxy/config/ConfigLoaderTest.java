package dev.palinode.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.throttle.Metric;
import dev.palinode.engine.throttle.ThrottleConfig;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.session.limit.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    private static final String URL = "mysql://app:pw@db:3307/commerce";

    @TempDir
    private Path directory;

    @Test
    void aBackendIsEnough() {
        ProxyConfig config = flags(List.of(URL));
        assertThat(config.listen()).isEqualTo(new ServerAddress("127.0.0.1", 15306));
        assertThat(config.ddlStrategy()).isEqualTo(DdlStrategy.DIRECT);
        assertThat(config.keyspace()).isEqualTo("commerce");
        assertThat(config.login().password()).isEqualTo("pw");
    }

    @Test
    void aFileSaysTheSameAndFlagsGoBeforeIt() throws IOException {
        Files.writeString(directory.resolve("secret"), "p w%@\n");
        Path file = write("""
                listen: "[::1]:3310"
                ddl-strategy: vitess --postpone-completion
                backends:
                  - url: mysql://app@db1/commerce
                    password-file: secret
                  - mysql://app:${PW}@${HOST}/commerce
                """);
        Map<String, String> environment = Map.of("PW", "p w%@", "HOST", "db2");
        ProxyConfig config = ConfigLoader.load(Settings.none(), Optional.of(file), environment);
        assertThat(config.listen()).isEqualTo(new ServerAddress("::1", 3310));
        assertThat(config.ddlStrategy().isManaged()).isTrue();
        assertThat(config.ddlStrategy().has(DdlStrategy.Flag.POSTPONE_COMPLETION))
                .isTrue();
        assertThat(config.backends())
                .extracting(Object::toString)
                .containsExactly("mysql://app@db1:3306/commerce", "mysql://app@db2:3306/commerce");
        assertThat(config.login().password()).isEqualTo("p w%@");

        Settings flags = Settings.ofFlags(List.of(URL), Optional.of("localhost:4000"), Optional.of("direct"));
        ProxyConfig other = ConfigLoader.load(flags, Optional.of(file), Map.of("URL", URL));
        assertThat(other.listen().port()).isEqualTo(4000);
        assertThat(other.backends()).hasSize(1);
        assertThat(other.ddlStrategy().isManaged()).isFalse();
    }

    @Test
    void aVariableMayHoldTheWholeUrl() {
        Settings flags = Settings.ofFlags(List.of("${DB}"), Optional.empty(), Optional.empty());
        assertThat(ConfigLoader.load(flags, Optional.empty(), Map.of("DB", URL)).backends())
                .singleElement()
                .hasToString("mysql://app@db:3307/commerce");
    }

    @Test
    void everyMistakeIsToldAtOnce() throws IOException {
        Path file = write("""
                lissten: 127.0.0.1:1
                ddl-strategy: gh-host
                backends:
                  - url: mysql://app:geheim@db1/commerce
                    password_file: x
                  - mysql://app:${NO_SUCH}@db2/commerce
                  - 17
                  - url: mysql://app:geheim@db3/
                  - mysql://app:other@db4/shop
                  - mysql://app:geheim@db1/commerce
                  - url: mysql://app@db5/commerce
                    password-file: missing
                """);
        assertThatThrownBy(() -> ConfigLoader.load(Settings.none(), Optional.of(file), Map.of()))
                .isInstanceOf(ConfigFault.class)
                .hasMessageContaining("9 mistakes")
                .hasMessageContaining("unknown key lissten; did you mean listen?")
                .hasMessageContaining("ddl-strategy: ")
                .hasMessageContaining("unknown key backends[0].password_file; did you mean password-file?")
                .hasMessageContaining("the environment variable NO_SUCH is not set")
                .hasMessageContaining("backends[2] must be a URL")
                .hasMessageContaining("backends[3].url: the schema is missing")
                .hasMessageContaining("must have one user and password")
                .hasMessageContaining("db1:3306 is named twice")
                .hasMessageContaining("cannot read the password-file")
                .message()
                .doesNotContain("geheim");
    }

    @Test
    void limitsAndHttpHaveDefaultsAndMayBeSaidInBothPlaces() throws IOException {
        assertThat(flags(List.of(URL)).operations())
                .isEqualTo(new Operations(Optional.of(Operations.DEFAULT_HTTP), Limits.defaults()));
        Path file = write("""
                backends: [ "%s" ]
                http: off
                slow-log-threshold: 250ms
                max-connections: 50
                max-connections-per-user: 5
                max-allowed-packet: 16M
                idle-timeout: 8h
                login-timeout: 3s
                shutdown-grace: 30s
                failed-login-delay: off
                local-infile: on
                """.formatted(URL));
        Limits limits = new Limits(
                50,
                5,
                16 << 20,
                Optional.of(Duration.ofHours(8)),
                Duration.ofSeconds(3),
                Duration.ofSeconds(30),
                Optional.empty(),
                Optional.of(Duration.ofMillis(250)));
        ProxyConfig config = ConfigLoader.load(Settings.none(), Optional.of(file), Map.of());
        assertThat(config.operations()).isEqualTo(new Operations(Optional.empty(), limits, true));
        Settings flags = Settings.none().withOperations(Map.of("http", "0.0.0.0:9100", "slow-log-threshold", "off"));
        Operations other = ConfigLoader.load(flags, Optional.of(file), Map.of()).operations();
        assertThat(other.http()).contains(new ServerAddress("0.0.0.0", 9100));
        assertThat(other.limits()).isEqualTo(limits.withSlowStatement(Optional.empty()));
    }

    @Test
    void aNumberIsNoHost() throws IOException {
        Path file = write("backends: [ \"%s\" ]\nhttp: 99\n".formatted(URL));
        assertThatThrownBy(() -> ConfigLoader.load(Settings.none(), Optional.of(file), Map.of()))
                .hasMessageContaining("http: \"99\" is a number, and no host: say host:port");
        Settings flags = Settings.ofFlags(List.of(URL), Optional.of("3306"), Optional.empty());
        assertThatThrownBy(() -> ConfigLoader.load(flags, Optional.empty(), Map.of()))
                .hasMessageContaining("--listen: \"3306\" is a number");
    }

    @Test
    void thresholdsOfTheThrottler() throws IOException {
        assertThat(flags(List.of(URL)).operations().throttle()).isEqualTo(ThrottleConfig.defaults());
        Path file = write("""
                backends: ["%s"]
                throttle-threshold: lag=1500ms, threads_running=100
                throttle-custom-query: SELECT 1
                """.formatted(URL));
        ThrottleConfig read = ConfigLoader.load(Settings.none(), Optional.of(file), Map.of())
                .operations()
                .throttle();
        assertThat(read.thresholds())
                .isEqualTo(Map.of(Metric.LAG, 1.5, Metric.THREADS_RUNNING, 100.0, Metric.CUSTOM, 0.0));
        assertThat(read.customQuery()).contains("SELECT 1");
        for (String none : List.of("off", "lag=off,custom=off")) {
            Settings flags = Settings.none().withOperations(Map.of("throttle-threshold", none));
            assertThat(ConfigLoader.load(flags, Optional.of(file), Map.of())
                            .operations()
                            .throttle()
                            .enabled())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lag | metric=value,… with the metrics lag, threads_running, history_list_length, custom, or off, not lag",
                "lagg=5s | with the metrics lag",
                "lag=soon | the lag is a time such as 5s or 500ms, or off, not soon",
                "lag=-1s | the lag is a time",
                "threads_running=5s | the value of threads_running is a number, or off, not 5s",
                "custom=5 | a threshold of custom needs a custom query",
            })
    void mistakesInThresholdsAreTold(String text, String message) {
        Settings flags = Settings.ofFlags(List.of(URL), Optional.empty(), Optional.empty())
                .withOperations(Map.of("throttle-threshold", text));
        assertThatThrownBy(() -> ConfigLoader.load(flags, Optional.empty(), Map.of()))
                .hasMessageStartingWith("--throttle-threshold: ")
                .hasMessageContaining(message);
    }

    @Test
    void mistakesInLimitsNameTheirFlags() {
        Settings flags = Settings.ofFlags(List.of(URL), Optional.empty(), Optional.empty())
                .withOperations(Map.of(
                        "http", "x:y",
                        "max-connections", "0",
                        "max-allowed-packet", "12",
                        "idle-timeout", "0",
                        "local-infile", "maybe",
                        "shutdown-grace", "soon"));
        assertThatThrownBy(() -> ConfigLoader.load(flags, Optional.empty(), Map.of()))
                .hasMessageContaining("6 mistakes")
                .hasMessageContaining("--local-infile: on or off, not maybe")
                .hasMessageContaining("--http: the port is a number")
                .hasMessageContaining("--max-connections: a number from 1")
                .hasMessageContaining("--max-allowed-packet: bytes, at least 1024")
                .hasMessageContaining("--idle-timeout: a time above zero")
                .hasMessageContaining("--shutdown-grace: a time such as");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:15306", "[::]:15306", "192.0.2.1:15306"})
    void listeningBeyondLoopbackIsRefused(String listen) {
        Settings flags = Settings.ofFlags(List.of(URL), Optional.of(listen), Optional.empty());
        assertThatThrownBy(() -> ConfigLoader.load(flags, Optional.empty(), Map.of()))
                .hasMessageStartingWith("--listen: other machines could connect")
                .hasMessageContaining("without a users file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a: [", "- x", "backends: 1", "listen: 15306", "listen: x\nlisten: y", "!!java.net.URL [x]"})
    void brokenFilesAreOneMistake(String text) throws IOException {
        Path file = write(text);
        assertThatThrownBy(() -> ConfigLoader.load(Settings.none(), Optional.of(file), Map.of()))
                .isInstanceOf(ConfigFault.class)
                .hasMessageStartingWith(file + ": ")
                .message()
                .hasLineCount(1);
    }

    @Test
    void usersOpenTheDoorToOthers() throws IOException {
        Files.writeString(directory.resolve("users.yaml"), "");
        Path file = write("""
                listen: 0.0.0.0:3310
                users: users.yaml
                tls: auto
                tls-min-version: TLSv1.3
                require-secure-transport: true
                proxy-protocol-networks: [10.0.0.0/8, "::1"]
                backends: [mysql://app:pw@db/commerce]
                """);
        ProxyConfig config = ConfigLoader.load(Settings.none(), Optional.of(file), Map.of());
        assertThat(config.security().users()).contains(directory.resolve("users.yaml"));
        assertThat(config.security().tls().orElseThrow().minVersion()).isEqualTo("TLSv1.3");
        assertThat(config.security().requireTls()).isTrue();
        assertThat(config.security().balancers()).hasSize(2);
        assertThat(flags(List.of(URL)).security()).isEqualTo(SecurityConfig.PLAIN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "users: none.yaml | users: cannot read the file",
                "tls: on | tls: only auto is known; for files say tls-cert and tls-key",
                "tls: true | tls: only auto is known",
                "tls-cert: palinode.yaml | tls-cert and tls-key belong together: one of them is missing",
                "tls-key: none.pem, tls-cert: palinode.yaml | tls-key: cannot read the file",
                "tls: auto, tls-cert: palinode.yaml, tls-key: palinode.yaml | say one of them",
                "tls-min-version: TLSv1.3 | tls-ca and tls-min-version say nothing without tls-cert",
                "tls: auto, tls-min-version: TLSv1.1 | tls-min-version: it is one of TLSv1.2, TLSv1.3",
                "require-secure-transport: true | no client could connect",
                "tls: auto, require-secure-transport: please | it is true or false",
                "proxy-protocol-networks: [lb1] | not an address nor a network",
                "proxy-protocol-networks: 7 | proxy-protocol-networks must be a text",
                "tls-certt: x | unknown key tls-certt; did you mean tls-cert?",
            })
    void eachMistakeOfTheDoorIsToldOnce(String keys, String message) throws IOException {
        Path file = write("{" + keys + ", backends: ['" + URL + "']}");
        assertThatThrownBy(() -> ConfigLoader.load(Settings.none(), Optional.of(file), Map.of()))
                .isInstanceOf(ConfigFault.class)
                .hasMessageContaining(message)
                .message()
                .hasLineCount(1);
    }

    @Test
    void missingFilesAndNothingAtAllAreMistakes() {
        Path missing = directory.resolve("none.yaml");
        assertThatThrownBy(() -> ConfigLoader.load(Settings.none(), Optional.of(missing), Map.of()))
                .hasMessage(missing + ": there is no such file");
        assertThatThrownBy(() -> flags(List.of())).hasMessageContaining("no backend is named");
    }

    private static ProxyConfig flags(List<String> backends) {
        return ConfigLoader.load(
                Settings.ofFlags(backends, Optional.empty(), Optional.empty()), Optional.empty(), Map.of());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("palinode.yaml"), text);
    }
}
