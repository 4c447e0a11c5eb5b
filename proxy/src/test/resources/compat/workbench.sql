-- What MySQL Workbench sends in its first minute, over its two connections: "aux" for itself and "user" for its editor; "~" says
-- that rows differ from one connection or moment to the next, so that only their columns are compared.
-- Facts taken from mysql/mysql-workbench: modules/db.mysql.sqlparser/src/mysql_sql_specifics.cpp (begin of a connection, variables,
-- limits, KILL), library/cdbc/src/driver_manager.cpp (options of the connection), and, below backend/wbprivate/sqlide,
-- wb_sql_editor_form.cpp (order, connection, statistics) and wb_sql_editor_tree_controller.cpp (the tree of schemas).
aux| SET CHARACTER SET utf8
aux| SET NAMES utf8
aux| SHOW SESSION VARIABLES LIKE 'sql_mode'
aux~ SELECT CONNECTION_ID()
aux| SHOW SESSION STATUS LIKE 'Ssl_cipher'
aux| USE `SCHEMA`
aux| SET autocommit=1
user| SET CHARACTER SET utf8
user| SET NAMES utf8
user| SET SQL_SAFE_UPDATES=1
user~ SELECT CONNECTION_ID()
user| SHOW SESSION STATUS LIKE 'Ssl_cipher'
user| USE `SCHEMA`
user| SET autocommit=1
user| SHOW SESSION VARIABLES LIKE 'sql_mode'
user| SHOW SESSION VARIABLES LIKE 'version_comment'
user| SHOW SESSION VARIABLES LIKE 'version'
user| SELECT current_user()
user| SHOW SESSION VARIABLES LIKE 'lower_case_table_names'
user| SHOW SESSION VARIABLES LIKE 'version_compile_os'
user| show variables like 'offline_mode'
aux~ SHOW DATABASES
user| CREATE TABLE IF NOT EXISTS `SCHEMA`.`w` (`id` INT NOT NULL, `b` VARCHAR(45) NULL, PRIMARY KEY (`id`)) ENGINE = InnoDB
user| INSERT INTO `SCHEMA`.`w` (`id`, `b`) VALUES ('1', 'b')
aux| SHOW FULL TABLES FROM `SCHEMA`
aux| SHOW PROCEDURE STATUS WHERE Db='SCHEMA'
aux| SHOW FUNCTION STATUS WHERE Db='SCHEMA'
aux| SHOW FULL TABLES FROM `SCHEMA` LIKE 'w'
aux| SHOW FULL COLUMNS FROM `SCHEMA`.`w`
aux~ SHOW INDEXES FROM `SCHEMA`.`w`
aux| SHOW TRIGGERS FROM `SCHEMA` LIKE 'w'
aux| SHOW CREATE TABLE `SCHEMA`.`w`
user| SELECT * FROM `SCHEMA`.`w`\nLIMIT 0, 1000\n
user| SHOW WARNINGS
aux~ SELECT st.* FROM performance_schema.events_statements_current st JOIN performance_schema.threads thr ON thr.thread_id = st.thread_id WHERE thr.processlist_id = {user}
aux~ SELECT st.* FROM performance_schema.events_stages_history_long st WHERE st.nesting_event_id = 1
aux~ SELECT st.* FROM performance_schema.events_waits_history_long st WHERE st.nesting_event_id = 1
user| UPDATE `SCHEMA`.`w` SET `b` = 'c' WHERE (`b` = 'b')
user| UPDATE `SCHEMA`.`w` SET `b` = 'c' WHERE (`id` = '1')
user| SELECT * FROM `SCHEMA`.`w`\nLIMIT 0, 1000\n
user| COMMIT
user| ROLLBACK
user| SET @@sql_mode=concat(@@sql_mode, ',ANSI_QUOTES')
user| SHOW SESSION VARIABLES LIKE 'sql_mode'
aux| KILL QUERY {user}
user| select 1
aux| KILL CONNECTION {user}
aux| select 1
