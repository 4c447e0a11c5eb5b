package dev.palinode.proxy.intercept;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.MigrationId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What the proxy itself remembers of a session. Confined to the session's event loop. */
public final class SessionState {
    private final String sessionUuid = MigrationId.generate().uuid();
    private final Actor actor;
    private DdlStrategy strategy;
    private String migrationContext = "";
    private Optional<String> database = Optional.empty();
    private String keyspace = "";
    private String tabletType = "";
    private Optional<String> loginCharacterSet = Optional.empty();
    private Optional<String> characterSet = Optional.empty();
    private boolean backslashEscapes = true;
    private boolean temporaryTables;
    private final Map<String, TextStatement> textStatements = new HashMap<>();

    /**
     * A statement that was prepared by PREPARE.
     *
     * @param sql its text
     * @param atServer whether the server has it too
     */
    record TextStatement(String sql, boolean atServer) {}

    /** A session's first state, or that after a reset. */
    public SessionState(DdlStrategy defaultStrategy, Actor actor) {
        this.strategy = defaultStrategy;
        this.actor = Objects.requireNonNull(actor, "actor");
    }

    /** Who sends the statements. */
    public Actor actor() {
        return actor;
    }

    /** A copy, for asking what a statement would do without doing it; without the statements of PREPARE. */
    public SessionState rehearsal() {
        SessionState copy = new SessionState(strategy, actor);
        copy.migrationContext = migrationContext;
        copy.database = database;
        copy.keyspace = keyspace;
        copy.tabletType = tabletType;
        copy.characterSet = characterSet;
        copy.backslashEscapes = backslashEscapes;
        copy.temporaryTables = temporaryTables;
        return copy;
    }

    /** The state after COM_RESET_CONNECTION: as at the log-in, but for the database. */
    public SessionState afterReset(DdlStrategy defaultStrategy) {
        SessionState fresh = new SessionState(defaultStrategy, actor);
        fresh.database = database;
        fresh.keyspace = keyspace;
        fresh.tabletType = tabletType;
        fresh.loggedInWith(loginCharacterSet);
        return fresh;
    }

    /** The client has named a character set at the log-in. */
    public void loggedInWith(Optional<String> set) {
        loginCharacterSet = set;
        characterSet = set;
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

    /** The database, and behind an {@code @} the type of tablet, as Vitess writes it. */
    public String target() {
        return database.orElse("") + tabletType;
    }

    /**
     * Where statements go.
     *
     * @param name the keyspace
     * @param suffix {@code @replica}, {@code @rdonly}, or nothing for the primary
     */
    public void setHome(String name, String suffix) {
        this.keyspace = name;
        this.tabletType = suffix;
    }

    /** The keyspace whose servers serve the session, whatever its database; empty if nobody has said so. */
    public String keyspace() {
        return keyspace;
    }

    /** Whether the session is not at the primary. */
    public boolean isAtReplica() {
        return !tabletType.isEmpty();
    }

    /** The character set of statements, in the server's words, as far as the proxy has seen it be set. */
    public Optional<String> characterSet() {
        return characterSet;
    }

    public void setCharacterSet(Optional<String> value) {
        this.characterSet = value;
    }

    /** Whether a backslash escapes, which the SQL mode NO_BACKSLASH_ESCAPES ends. */
    public boolean backslashEscapes() {
        return backslashEscapes;
    }

    public void setBackslashEscapes(boolean value) {
        this.backslashEscapes = value;
    }

    /** Whether the session may have temporary tables, as far as its statements have shown. */
    public boolean mayHaveTemporaryTables() {
        return temporaryTables;
    }

    public void setTemporaryTables(boolean value) {
        this.temporaryTables = value;
    }

    /** The statements of PREPARE that may be ours, by their names in small letters. */
    Optional<TextStatement> textStatement(String name) {
        return Optional.ofNullable(textStatements.get(name.toLowerCase(Locale.ROOT)));
    }

    int textStatementCount() {
        return textStatements.size();
    }

    void remember(String name, TextStatement statement) {
        textStatements.put(name.toLowerCase(Locale.ROOT), statement);
    }

    void forget(String name) {
        textStatements.remove(name.toLowerCase(Locale.ROOT));
    }
}
