CREATE TABLE IF NOT EXISTS _vt.heartbeat
(
    `keyspace` varchar(64)     COLLATE utf8mb4_bin NOT NULL,
    `shard`    varchar(64)     COLLATE utf8mb4_bin NOT NULL,
    -- Microseconds since 1970, by the clock of the primary that wrote it.
    `ts`       bigint unsigned NOT NULL,
    PRIMARY KEY (`keyspace`, `shard`)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_general_ci
