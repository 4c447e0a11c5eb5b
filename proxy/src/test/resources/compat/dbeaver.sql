-- What DBeaver sends in its first minute, besides what Connector/J sends by itself. "Main", "Metadata" and "SQLEditor" are its
-- connections; "~" says that rows differ from one connection or moment to the next, so that only their columns are compared.
-- Facts taken from dbeaver/dbeaver, below plugins/org.jkiss.dbeaver.ext.mysql/src/org/jkiss/dbeaver/ext/mysql:
-- MySQLDataSourceProvider (properties of the driver), MySQLUtils, model/MySQLDataSource (versions of 2017 to 2025),
-- model/MySQLExecutionContext, model/MySQLCatalog, model/MySQLTable, model/MySQLTableBase, model/session/MySQLSessionManager;
-- and from the trace of a DBeaver in apache/doris, below regression-test/suites (the suite "dbeaver").
Main| SET autocommit=1
Main| SET sql_mode='STRICT_TRANS_TABLES'
Main| SET autocommit=1
Metadata| SELECT DATABASE()
Metadata| SHOW ENGINES
Metadata| SHOW CHARSET
Metadata| SHOW COLLATION
Metadata| SELECT @@GLOBAL.character_set_server,@@GLOBAL.collation_server
Metadata| SHOW PLUGINS
Metadata| SHOW VARIABLES LIKE 'lower_case_table_names'
Metadata~ show databases
Metadata~ SELECT * FROM information_schema.TABLES t WHERE t.TABLE_SCHEMA = 'information_schema' AND t.TABLE_NAME = 'CHECK_CONSTRAINTS'
Metadata~ SELECT * FROM information_schema.SCHEMATA
Main| use `SCHEMA`
Metadata| use `SCHEMA`
Metadata| SELECT DATABASE()
Metadata~ SHOW FULL PROCESSLIST
Metadata| SHOW PRIVILEGES
Metadata| SHOW GRANTS FOR 'admin'@'%'
Metadata~ SHOW STATUS
Metadata~ SHOW GLOBAL STATUS
Metadata~ SHOW VARIABLES
Metadata~ SHOW GLOBAL VARIABLES
Metadata~ SELECT * FROM mysql.user ORDER BY user
SQLEditor| CREATE TABLE `SCHEMA`.`seen here` (id INT PRIMARY KEY, word VARCHAR(10) COMMENT 'a; comment', UNIQUE KEY (word))
SQLEditor| INSERT INTO SCHEMA.`seen here` VALUES (1, 'one'), (2, 'two')
Metadata| SHOW FULL TABLES FROM `SCHEMA`
Metadata| SHOW FULL TABLES FROM `SCHEMA` LIKE 'seen here'
Metadata~ SHOW TABLE STATUS FROM `SCHEMA`
Metadata~ SHOW TABLE STATUS FROM `SCHEMA` LIKE 'seen here'
Metadata| SELECT * FROM information_schema.COLUMNS WHERE TABLE_SCHEMA='SCHEMA' AND TABLE_NAME='seen here' ORDER BY ORDINAL_POSITION
Metadata| SELECT kc.CONSTRAINT_NAME,kc.TABLE_NAME,kc.COLUMN_NAME,kc.ORDINAL_POSITION FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE kc WHERE kc.TABLE_SCHEMA='SCHEMA' AND kc.REFERENCED_TABLE_NAME IS NULL AND kc.TABLE_NAME='seen here' ORDER BY kc.CONSTRAINT_NAME,kc.ORDINAL_POSITION
Metadata~ SELECT * FROM information_schema.STATISTICS WHERE TABLE_SCHEMA='SCHEMA' AND TABLE_NAME='seen here' ORDER BY INDEX_NAME,SEQ_IN_INDEX
Metadata~ SELECT * FROM information_schema.PARTITIONS WHERE TABLE_SCHEMA='SCHEMA' AND TABLE_NAME='seen here'  ORDER BY PARTITION_ORDINAL_POSITION,SUBPARTITION_ORDINAL_POSITION
Metadata| SELECT * FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA='SCHEMA' ORDER BY ROUTINE_NAME
Metadata| SELECT * FROM information_schema.EVENTS WHERE EVENT_SCHEMA='`SCHEMA`'
Metadata| SHOW FULL TRIGGERS FROM `SCHEMA`
Metadata| SHOW CREATE TABLE `SCHEMA`.`seen here`
SQLEditor| SELECT x.* FROM SCHEMA.`seen here` x LIMIT 0, 200
SQLEditor| SELECT CAST('1x' AS SIGNED) LIMIT 0, 200
SQLEditor| SHOW WARNINGS
SQLEditor~ EXPLAIN FORMAT=JSON SELECT x.* FROM SCHEMA.`seen here` x
SQLEditor| ALTER TABLE SCHEMA.`seen here` ADD COLUMN more INT
SQLEditor| SELECT nothing FROM SCHEMA.`seen here`
Metadata| KILL QUERY {SQLEditor}
SQLEditor| SELECT 1
Metadata| KILL CONNECTION {SQLEditor}
Main| SELECT DATABASE()
