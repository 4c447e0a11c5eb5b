CREATE TABLE IF NOT EXISTS _vt.migration_event
(
    `id`             bigint unsigned NOT NULL AUTO_INCREMENT,
    `migration_uuid` varchar(64)     NOT NULL,
    `at`             timestamp(6)    NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    `what`           text            NOT NULL,
    PRIMARY KEY (`id`),
    KEY `uuid_idx` (`migration_uuid`)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_general_ci
