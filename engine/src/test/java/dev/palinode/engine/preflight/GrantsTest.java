package dev.palinode.engine.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GrantsTest {
    @Test
    void readsGlobalAndSchemaPrivileges() {
        Grants grants = Grants.parse(List.of(
                "GRANT PROCESS, BINLOG MONITOR ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*AB'",
                "GRANT SELECT, INSERT ON `commerce`.* TO `u`@`%`", "GRANT SELECT ON `other`.`t` TO `u`@`%`"));
        assertThat(grants.globally(List.of("PROCESS"))).isTrue();
        assertThat(grants.globally(List.of("REPLICATION CLIENT", "BINLOG MONITOR")))
                .isTrue();
        assertThat(grants.globally(List.of("SELECT"))).isFalse();
        assertThat(grants.onSchema("SELECT", "commerce")).isTrue();
        assertThat(grants.onSchema("UPDATE", "commerce")).isFalse();
        assertThat(grants.onSchema("SELECT", "other")).isFalse();
    }

    @Test
    void allPrivilegesAreAll() {
        Grants grants = Grants.parse(List.of("GRANT ALL PRIVILEGES ON *.* TO 'root'@'localhost' WITH GRANT OPTION"));
        assertThat(grants.onSchema("LOCK TABLES", "commerce")).isTrue();
        assertThat(grants.globally(List.of("REPLICATION SLAVE"))).isTrue();
    }

    @Test
    void schemasArePatterns() {
        Grants grants = Grants.parse(List.of(
                "GRANT SELECT ON `shop%`.* TO `u`@`%`",
                "GRANT UPDATE ON `\\_vt`.* TO `u`@`%`", "GRANT DELETE ON `a``b`.* TO `u`@`%`"));
        assertThat(grants.onSchema("SELECT", "shop_eu")).isTrue();
        assertThat(grants.onSchema("SELECT", "myshop")).isFalse();
        assertThat(grants.onSchema("UPDATE", "_vt")).isTrue();
        assertThat(grants.onSchema("UPDATE", "xvt")).isFalse();
        assertThat(grants.onSchema("DELETE", "a`b")).isTrue();
    }

    @Test
    void partialRevokesCount() {
        Grants grants = Grants.parse(
                List.of("GRANT SELECT, INSERT ON *.* TO `u`@`%`", "REVOKE INSERT ON `commerce`.* FROM `u`@`%`"));
        assertThat(grants.onSchema("SELECT", "commerce")).isTrue();
        assertThat(grants.onSchema("INSERT", "commerce")).isFalse();
        assertThat(grants.onSchema("INSERT", "other")).isTrue();
    }

    @Test
    void rolesAndProxiesAreNoPrivileges() {
        Grants grants = Grants.parse(List.of(
                "GRANT `app`@`%` TO `u`@`%`",
                "GRANT PROXY ON ''@'%' TO 'root'@'localhost' WITH GRANT OPTION",
                "GRANT EXECUTE ON PROCEDURE `commerce`.`p` TO `u`@`%`",
                "GRANT USAGE ON *.* TO `u`@`%`"));
        assertThat(grants.onSchema("EXECUTE", "commerce")).isFalse();
        assertThat(grants.onSchema("SELECT", "commerce")).isFalse();
    }
}
