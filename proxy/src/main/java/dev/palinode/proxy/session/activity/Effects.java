package dev.palinode.proxy.session.activity;

import dev.palinode.proxy.wire.QuerySniffer;
import java.util.Set;

/** What statements do to transactions, by their first words. */
final class Effects {
    /** Errors with which a server may roll back the whole transaction. */
    private static final Set<Integer> ROLL_BACK = Set.of(
            1020, // ER_CHECKREAD: MariaDB with innodb_snapshot_isolation
            1030, // ER_GET_ERRNO
            1180, // ER_ERROR_DURING_COMMIT
            1181, // ER_ERROR_DURING_ROLLBACK
            1205, // ER_LOCK_WAIT_TIMEOUT: with innodb_rollback_on_timeout
            1206, // ER_LOCK_TABLE_FULL
            1613, // ER_XA_RBTIMEOUT
            1614, // ER_XA_RBDEADLOCK
            3101); // ER_TRANSACTION_ROLLBACK_DURING_COMMIT

    private Effects() {}

    /** Whether a statement is executed wholly or not at all; not so what runs routines. */
    static boolean allOrNothing(long word) {
        return staysInTransaction(word)
                || word == QuerySniffer.BEGIN
                || word == QuerySniffer.START
                || word == QuerySniffer.COMMIT
                || word == QuerySniffer.SET
                || word == QuerySniffer.ALTER
                || word == QuerySniffer.CREATE
                || word == QuerySniffer.DROP;
    }

    /**
     * Whether an error of a statement, which does not say so, may have changed whether a transaction is open.
     *
     * @param inTransaction whether one was open before
     */
    static boolean leavesDoubt(long word, boolean inTransaction, int errno) {
        return inTransaction
                ? !staysInTransaction(word) || word == QuerySniffer.ROLLBACK || ROLL_BACK.contains(errno)
                : !allOrNothing(word) && word != QuerySniffer.LOAD;
    }

    /** Whether a statement only adds rows. */
    static boolean inserts(long word) {
        return word == QuerySniffer.INSERT || word == QuerySniffer.REPLACE;
    }

    /** Whether nothing of what was done in a transaction is committed by the statement. */
    static boolean staysInTransaction(long word) {
        return word == QuerySniffer.SELECT
                || word == QuerySniffer.INSERT
                || word == QuerySniffer.UPDATE
                || word == QuerySniffer.DELETE
                || word == QuerySniffer.REPLACE
                || word == QuerySniffer.WITH
                || word == QuerySniffer.ROLLBACK;
    }
}
