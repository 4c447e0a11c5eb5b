package dev.palinode.engine.topo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendUrlTest {
    @Test
    void readsAllParts() {
        BackendUrl url = BackendUrl.parse("mysql://app:s3cret@db1.example:3307/commerce");
        assertThat(url.login()).isEqualTo(new Login("app", "s3cret"));
        assertThat(url.address()).isEqualTo(new ServerAddress("db1.example", 3307));
        assertThat(url.schema()).isEqualTo("commerce");
        assertThat(url.toString())
                .isEqualTo("mysql://app@db1.example:3307/commerce")
                .doesNotContain("s3cret");
    }

    @Test
    void decodesEscapesAndKeepsPlus() {
        BackendUrl url = BackendUrl.parse("mysql://a%40b:p%3A%2F+%25%C3%A9@h/my%20shop");
        assertThat(url.login()).isEqualTo(new Login("a@b", "p:/+%é"));
        assertThat(url.schema()).isEqualTo("my shop");
        assertThat(url.address().port()).isEqualTo(3306);
    }

    @Test
    void passwordsMayBeEmptyMissingOrHoldAnAtSign() {
        assertThat(BackendUrl.parse("mysql://root@h/s").login().password()).isEmpty();
        assertThat(BackendUrl.parse("mysql://root:@h/s").login().password()).isEmpty();
        assertThat(BackendUrl.parse("mysql://root:a@b:c@h/s").login().password())
                .isEqualTo("a@b:c");
    }

    @Test
    void readsAddressesOfVersionSix() {
        ServerAddress address = BackendUrl.parse("mysql://u:p@[::1]:3307/s").address();
        assertThat(address).isEqualTo(new ServerAddress("::1", 3307));
        assertThat(address.toString()).isEqualTo("[::1]:3307");
        assertThat(BackendUrl.parse("mysql://u:p@[fe80::1]/s").address().port()).isEqualTo(3306);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgres://u:geheim@h/s | a backend is written",
                "h:3306 | a backend is written",
                "mysql://h/s | the user is missing",
                "mysql://:geheim@h/s | the user is missing",
                "mysql://u:geheim@h | the schema is missing",
                "mysql://u:geheim@h/ | the schema is missing",
                "mysql://u:geheim@h:0/s | port must be between",
                "mysql://u:geheim@h:65536/s | port must be between",
                "mysql://u:geheim@h:x/s | the port is a number",
                "mysql://u:geheim@h:/s | the port is a number",
                "mysql://u:geheim@:3306/s | not a host and port",
                "mysql://u:geheim@::1/s | not a host and port",
                "mysql://u:geheim%zz@h/s | the password holds a %",
                "mysql://u:geheim@h/s?ssl=1 | behind the schema there may be ssl-mode, ssl-ca, ssl-cert, ssl-key, not \"ssl\"",
                "mysql://u:geheim@h/s?ssl-mode=always | ssl-mode is one of DISABLED, PREFERRED",
                "mysql://u:geheim@h/s?ssl-mode=VERIFY_CA&ssl-ca=none.pem | ssl-ca: cannot read the file none.pem",
                "mysql://u:geheim@h/s?ssl-ca=none.pem | ssl-ca says nothing without ssl-mode VERIFY_CA",
                "mysql://u:geheim@h/s?ssl-cert=pom.xml | ssl-cert and ssl-key belong together",
                "mysql://u:geheim@h/s/t | there is nothing but ?ssl-mode=… behind the schema",
            })
    void saysWhatIsWrongAndNeverThePassword(String text, String message) {
        assertThatThrownBy(() -> BackendUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("geheim");
    }
}
