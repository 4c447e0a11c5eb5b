-- Sent by DBeaver when it connects, opens a schema and shows a table.
SET SESSION TRANSACTION READ WRITE
SET autocommit=1
/* ApplicationName=DBeaver 24.3.0 - Main */ SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ
/* ApplicationName=DBeaver 24.3.0 - Metadata */ SHOW PLUGINS
/* ApplicationName=DBeaver 24.3.0 - Metadata */ SHOW VARIABLES LIKE 'lower_case_table_names'
/* ApplicationName=DBeaver 24.3.0 - Metadata */ SELECT @@GLOBAL.character_set_server,@@GLOBAL.collation_server
/* ApplicationName=DBeaver 24.3.0 - Metadata */ SHOW ENGINES
/* ApplicationName=DBeaver 24.3.0 - Metadata */ SHOW CHARSET
/* ApplicationName=DBeaver 24.3.0 - Metadata */ SHOW COLLATION WHERE Id < 50
/* ApplicationName=DBeaver 24.3.0 - Metadata */ SHOW VARIABLES LIKE 'version%'
/* ApplicationName=DBeaver 24.3.0 - Main */ SELECT DATABASE()
/* ApplicationName=DBeaver 24.3.0 - Main */ use `SCHEMA`
/* ApplicationName=DBeaver 24.3.0 - Main */ SHOW VARIABLES LIKE 'sql_mode'
/* ApplicationName=DBeaver 24.3.0 - Metadata */ SHOW DATABASES LIKE 'SCHEMA'
/* ApplicationName=DBeaver 24.3.0 - Metadata */ SELECT * FROM information_schema.TABLES t WHERE t.TABLE_SCHEMA = 'information_schema' AND t.TABLE_NAME = 'CHECK_CONSTRAINTS'
CREATE TABLE `SCHEMA`.`seen here` (id INT PRIMARY KEY, word VARCHAR(10) COMMENT 'a; comment')
/* ApplicationName=DBeaver 24.3.0 - Metadata */ SHOW FULL TABLES FROM `SCHEMA`
/* ApplicationName=DBeaver 24.3.0 - Metadata */ SELECT TABLE_NAME, TABLE_TYPE, ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'SCHEMA'
/* ApplicationName=DBeaver 24.3.0 - Metadata */ SELECT * FROM information_schema.COLUMNS WHERE TABLE_SCHEMA='SCHEMA' AND TABLE_NAME='seen here' ORDER BY ORDINAL_POSITION
/* ApplicationName=DBeaver 24.3.0 - Metadata */ SELECT kc.CONSTRAINT_NAME,kc.TABLE_NAME,kc.COLUMN_NAME,kc.ORDINAL_POSITION FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE kc WHERE kc.TABLE_SCHEMA='SCHEMA' AND kc.REFERENCED_TABLE_NAME IS NULL AND kc.TABLE_NAME='seen here' ORDER BY kc.CONSTRAINT_NAME,kc.ORDINAL_POSITION
/* ApplicationName=DBeaver 24.3.0 - Metadata */ SHOW TRIGGERS FROM `SCHEMA`
/* ApplicationName=DBeaver 24.3.0 - Metadata */ SHOW PROCEDURE STATUS WHERE Db = 'SCHEMA'
/* ApplicationName=DBeaver 24.3.0 - SQLEditor <Script-1.sql> */ SELECT x.* FROM SCHEMA.`seen here` x LIMIT 0, 200
/* ApplicationName=DBeaver 24.3.0 - SQLEditor <Script-1.sql> */ EXPLAIN SELECT x.* FROM SCHEMA.`seen here` x
/* ApplicationName=DBeaver 24.3.0 - SQLEditor <Script-1.sql> */ ALTER TABLE SCHEMA.`seen here` ADD COLUMN more INT
SHOW WARNINGS
