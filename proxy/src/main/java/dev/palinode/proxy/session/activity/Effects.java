package dev.palinode.proxy.session.activity;

import dev.palinode.proxy.wire.QuerySniffer;

/** What statements do to transactions, by their first words. */
final class Effects {
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
