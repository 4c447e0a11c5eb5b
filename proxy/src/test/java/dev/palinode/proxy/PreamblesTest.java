package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;

/** What drivers and dumps say before their user does; for graphical clients see {@code compat.PreambleTest}. */
final class PreamblesTest {
    private static final List<String> DRIVERS = List.of(
            "set autocommit=1, sql_mode = concat(@@sql_mode,',STRICT_TRANS_TABLES')",
            "SET session_track_schema=1, autocommit=1, sql_mode = concat(@@sql_mode,',STRICT_TRANS_TABLES')",
            "SELECT @@max_allowed_packet > 0, @@system_time_zone, @@time_zone, @@auto_increment_increment",
            "SET NAMES utf8mb4 COLLATE utf8mb4_unicode_ci",
            "SET character_set_results = NULL",
            "SET NAMES utf8mb4; SET time_zone = '+00:00'; SELECT @@time_zone",
            "select @@version_comment like '%' limit 1",
            "SELECT $$",
            "select USER() like '%@%'",
            "show databases like 'information_schema'",
            "/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */",
            "/*!50503 SET NAMES utf8mb4 */",
            "/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;",
            "/*!40103 SET TIME_ZONE='+00:00' */;",
            "/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;",
            "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;",
            "/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;",
            "/*M!999999\\- enable the sandbox mode */",
            "LOCK TABLES `t` WRITE;",
            "/*!40000 ALTER TABLE `t` DISABLE KEYS */;",
            "/*!40000 ALTER TABLE `t` ENABLE KEYS */;",
            "UNLOCK TABLES;",
            "SHOW /*!50002 FULL*/ TABLES LIKE 't'",
            "SHOW VARIABLES LIKE 'gtid\\_mode'",
            "SELECT LOGFILE_GROUP_NAME FROM INFORMATION_SCHEMA.FILES WHERE 1 = 0");

    @OnEachServer
    void goThroughAsTheyAre(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(schema, "CREATE TABLE t (id INT PRIMARY KEY)");
        List<List<String>> seen = new ArrayList<>();
        try (TestProxy proxy = TestProxy.palinode(server)) {
            String mode = "allowMultiQueries=true";
            for (List<String> preamble : List.of(DRIVERS)) {
                List<String> script = preamble.stream()
                        .map(sql -> sql.replace("SCHEMA`", schema + "`").replace("Db='SCHEMA'", "Db='" + schema + "'"))
                        .toList();
                try (Connection direct = DriverManager.getConnection(
                                server.jdbcUrl(schema).replace("PREFERRED", "DISABLED") + "&" + mode,
                                server.user(),
                                server.password());
                        Connection through = proxy.connect(schema, mode + "&sslMode=DISABLED")) {
                    seen.add(Transcript.of(through, script));
                    assertThat(seen.get(seen.size() - 1)).isEqualTo(Transcript.of(direct, script));
                }
            }
        }
        assertThat(seen).hasSize(1);
    }
}
