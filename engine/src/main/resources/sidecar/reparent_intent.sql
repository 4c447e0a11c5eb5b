CREATE TABLE IF NOT EXISTS _vt.reparent_intent
(
    `id`           tinyint         NOT NULL,
    `action_name`  varbinary(250)  NOT NULL,
    -- Unique for each change.
    `token`        varbinary(64)   NOT NULL,
    `former`       varbinary(64)   NOT NULL,
    -- Whether the former primary took writes.
    `restores`     tinyint         NOT NULL,
    `candidates`   varbinary(8000) NOT NULL,
    -- Of the server that keeps the row for itself.
    `position`     mediumtext      NOT NULL,
    `time_started` timestamp(6)    NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_general_ci
