CREATE TABLE IF NOT EXISTS _vt.throttled_apps
(
    `keyspace`  varchar(64)  COLLATE utf8mb4_bin NOT NULL,
    `shard`     varchar(64)  COLLATE utf8mb4_bin NOT NULL,
    `app`       varchar(128) COLLATE utf8mb4_bin NOT NULL,
    -- In UTC.
    `expire_at` datetime(6)  NOT NULL,
    `ratio`     double       NOT NULL DEFAULT '1',
    PRIMARY KEY (`keyspace`, `shard`, `app`)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_general_ci
