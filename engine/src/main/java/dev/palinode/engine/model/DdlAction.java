package dev.palinode.engine.model;

import java.util.Locale;

/** What a migration does. A REVERT takes on the action that it mimics once it has been reviewed. */
public enum DdlAction {
    CREATE,
    ALTER,
    DROP,
    REVERT;

    /** The spelling in {@code _vt.schema_migrations.ddl_action}. */
    public String sql() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The action with that spelling. */
    public static DdlAction of(String sql) {
        return valueOf(sql.toUpperCase(Locale.ROOT));
    }
}
