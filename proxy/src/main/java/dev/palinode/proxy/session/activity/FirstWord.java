package dev.palinode.proxy.session.activity;

import dev.palinode.proxy.wire.QuerySniffer;

/** The first words of statements after which a session may be tied to its connection. */
enum FirstWord {
    SET,
    CREATE,
    LOCK,
    UNLOCK,
    OTHER;

    static FirstWord of(long keyword) {
        if (keyword == QuerySniffer.SET) {
            return SET;
        } else if (keyword == QuerySniffer.CREATE) {
            return CREATE;
        } else if (keyword == QuerySniffer.LOCK) {
            return LOCK;
        } else if (keyword == QuerySniffer.UNLOCK) {
            return UNLOCK;
        }
        return OTHER;
    }
}
