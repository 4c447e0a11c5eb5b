package dev.palinode.proxy.intercept;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.MigrationId;
import java.util.Objects;
import java.util.Optional;

/** What the proxy itself remembers of a session. Confined to the session's event loop. */
public final class SessionState {
    private final String sessionUuid = MigrationId.generate().uuid();
    private final Actor actor;
    private DdlStrategy strategy;
    private String migrationContext = "";
    private Optional<String> database = Optional.empty();

    /** A session's first state, or that after a reset. */
    public SessionState(DdlStrategy defaultStrategy, Actor actor) {
        this.strategy = defaultStrategy;
        this.actor = Objects.requireNonNull(actor, "actor");
    }

    /** Who sends the statements. */
    public Actor actor() {
        return actor;
    }

    /** {@code @@session_uuid}. */
    public String sessionUuid() {
        return sessionUuid;
    }

    /** {@code @@ddl_strategy}. */
    public DdlStrategy strategy() {
        return strategy;
    }

    public void setStrategy(DdlStrategy value) {
        this.strategy = value;
    }

    /** {@code @@migration_context} as the user set it; empty when not set. */
    public String migrationContext() {
        return migrationContext;
    }

    public void setMigrationContext(String value) {
        this.migrationContext = value;
    }

    /** The context that a migration of this session gets: as set, else {@code vtgate:<session UUID>} as in Vitess. */
    public String effectiveContext() {
        return migrationContext.isEmpty() ? "vtgate:" + sessionUuid : migrationContext;
    }

    /** The session's current database, as far as the proxy has seen it. */
    public Optional<String> database() {
        return database;
    }

    public void setDatabase(Optional<String> value) {
        this.database = value;
    }
}
