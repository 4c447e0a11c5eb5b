CREATE TABLE IF NOT EXISTS _vt.shard_lease
(
    `keyspace`   varchar(64)     COLLATE utf8mb4_bin NOT NULL,
    `shard`      varchar(64)     COLLATE utf8mb4_bin NOT NULL,
    `epoch`      bigint unsigned NOT NULL,
    `holder`     varchar(255)    NOT NULL,
    `lock_name`  varchar(64)     NOT NULL,
    `expires_at` timestamp(6)    NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (`keyspace`, `shard`)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_general_ci
