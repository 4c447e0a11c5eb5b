CREATE TABLE IF NOT EXISTS _vt.reparent_journal
(
    -- When, in nanoseconds since 1970, by the clock of the server that was promoted.
    `time_created_ns`      bigint unsigned  NOT NULL,
    `action_name`          varbinary(250)   NOT NULL,
    `primary_alias`        varbinary(32)    NOT NULL,
    `replication_position` varbinary(64000) DEFAULT NULL,
    PRIMARY KEY (`time_created_ns`)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_general_ci
