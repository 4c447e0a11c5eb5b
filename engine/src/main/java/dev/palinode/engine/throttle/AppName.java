package dev.palinode.engine.throttle;

import dev.palinode.engine.model.MigrationId;
import java.util.List;

/**
 * Who asks: components joined by colons, any of which a rule may name.
 *
 * @param name such as {@code vcopier:<uuid>:vreplication:online-ddl}
 */
public record AppName(String name) {
    /** The component that all migrations have. */
    public static final String ONLINE_DDL = "online-ddl";

    /** The name by which one rule throttles everybody who has no rule of his own. */
    public static final String ALL = "all";

    /** An app that is always denied, for trying things out. */
    public static final String ALWAYS_THROTTLED = "always-throttled-app";

    /** A part of a migration's stream. */
    public static AppName ofStream(String component, MigrationId migration) {
        return new AppName(component + ":" + migration.uuid() + ":vreplication:" + ONLINE_DDL);
    }

    /** Whether a rule of that name concerns this app. */
    public boolean isNamedBy(String rule) {
        return name.equals(rule) || List.of(name.split(":", -1)).contains(rule);
    }

    @Override
    public String toString() {
        return name;
    }
}
