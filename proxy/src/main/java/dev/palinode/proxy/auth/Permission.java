package dev.palinode.proxy.auth;

/** What a user may do beyond what the server's own grants are about. */
public enum Permission {
    /** DDL as a migration, and REVERT: the engine does them with the backend's account. */
    ONLINE_DDL,
    /** ALTER VITESS_MIGRATION: cancel, retry, launch, complete, of anybody's migrations. */
    CONTROL,
    /** All that concerns other people: KILL of their sessions, VTCTL, SHOW VITESS_SESSIONS. */
    ADMIN
}
