package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;

/** What clients and drivers say before their user does, as they say it. */
final class PreamblesTest {
    private static final List<String> DBEAVER = List.of(
            "/* mysql-connector-j-8.2.0 (Revision: 06a1f724497fd81c6a659131fda822c9e5085b6c) */SELECT"
                    + "  @@session.auto_increment_increment AS auto_increment_increment, @@character_set_client AS"
                    + " character_set_client, @@character_set_connection AS character_set_connection,"
                    + " @@collation_server AS collation_server, @@init_connect AS init_connect, @@interactive_timeout AS"
                    + " interactive_timeout, @@license AS license, @@lower_case_table_names AS lower_case_table_names,"
                    + " @@max_allowed_packet AS max_allowed_packet, @@net_write_timeout AS net_write_timeout,"
                    + " @@sql_mode AS sql_mode, @@system_time_zone AS system_time_zone, @@time_zone AS time_zone,"
                    + " @@wait_timeout AS wait_timeout",
            "/* ApplicationName=DBeaver 24.0.0 - Metadata */ SET SESSION sql_mode=''",
            "/* ApplicationName=DBeaver 24.0.0 - Metadata */ SELECT DATABASE()",
            "/* ApplicationName=DBeaver 24.0.0 - Metadata */ SHOW ENGINES",
            "/* ApplicationName=DBeaver 24.0.0 - Metadata */ SHOW CHARSET",
            "/* ApplicationName=DBeaver 24.0.0 - Metadata */ SHOW COLLATION LIKE 'utf8mb4_gen%'",
            "/* ApplicationName=DBeaver 24.0.0 - Metadata */ SELECT @@GLOBAL.character_set_server,@@GLOBAL.collation_server",
            "/* ApplicationName=DBeaver 24.0.0 - Metadata */ SHOW PLUGINS",
            "/* ApplicationName=DBeaver 24.0.0 - Metadata */ SHOW VARIABLES LIKE 'lower_case_table_names'",
            "/* ApplicationName=DBeaver 24.0.0 - Metadata */ show databases like 'information_schema'",
            "/* ApplicationName=DBeaver 24.0.0 - Metadata */ SHOW FULL TABLES FROM `SCHEMA`",
            "/* ApplicationName=DBeaver 24.0.0 - Main */ SHOW WARNINGS",
            "/* ApplicationName=DBeaver 24.0.0 - SQLEditor <Script.sql> */ SELECT 1\nLIMIT 0, 200");

    private static final List<String> WORKBENCH = List.of(
            "SET NAMES 'utf8'",
            "SET SQL_SAFE_UPDATES=1",
            "SELECT CONNECTION_ID() > 0",
            "SHOW SESSION STATUS LIKE 'Ssl_cipher'",
            "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
            "SET CHARACTER SET utf8mb4",
            "set autocommit=1",
            "SHOW SESSION VARIABLES LIKE 'sql_mode'",
            "SHOW SESSION VARIABLES LIKE 'lower_case_table_names'",
            "SHOW VARIABLES LIKE 'version_comment'",
            "SELECT current_user()",
            "SHOW DATABASES LIKE 'information%'",
            "SHOW FULL TABLES FROM `SCHEMA` LIKE 't%'",
            "SHOW PROCEDURE STATUS WHERE Db='SCHEMA'",
            "SHOW CREATE TABLE `SCHEMA`.`t`",
            "USE `SCHEMA`",
            "EXPLAIN FORMAT=JSON SELECT id FROM t WHERE 1 = 0");

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
            for (List<String> preamble : List.of(DBEAVER, WORKBENCH, DRIVERS)) {
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
        assertThat(seen).hasSize(3);
    }
}
