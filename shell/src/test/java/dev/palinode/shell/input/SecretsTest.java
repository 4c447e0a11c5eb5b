package dev.palinode.shell.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE USER a IDENTIFIED BY 'x'",
                "alter user a identified\nwith caching_sha2_password by 'x'",
                "SET PASSWORD FOR a = 'x'",
                "select password('x')",
                "CHANGE MASTER TO MASTER_PASSWORD='x'",
                "change replication source to source_password = 'x'",
                "\\! mysql -uroot -psecret",
                "system mysqladmin -h x -upsecret ping",
                "\\! MYSQL_PWD=x mysql",
                "SET GLOBAL s3_secret_key='x'",
                "set global s3_access_key = 'x'",
                "select 'mysql://user:secret@host/db'",
                "\\! psql postgres://u:a/b@h",
                "\\! PGPASSWORD=x psql",
                "select * from t where api_key='x'",
                "set @token = 'x'",
                "set global ssl_passphrase = 'x'"
            })
    void theseAreNotRemembered(String statement) {
        assertThat(Secrets.in(statement)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select password_hash from users",
                "select 1",
                "select 'http://host:80/'",
                "use shop",
                "\\! ls -l",
                "pager grep -v x"
            })
    void theseAre(String statement) {
        assertThat(Secrets.in(statement)).isFalse();
    }
}
