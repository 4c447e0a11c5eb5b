package dev.palinode.proxy.session.activity;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What ties a session to its backend connection, as far as its statements' first words tell. What happens inside stored
 * routines, or behind the first statement of several in one text, is not seen.
 */
final class Pins {
    enum Pin {
        TEMPORARY_TABLE,
        USER_LOCK,
        LOCK_TABLES,
        SESSION_VARIABLES;

        private String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final Set<Pin> pins = EnumSet.noneOf(Pin.class);

    /** A statement of this kind has succeeded. */
    void after(FirstWord word, StatementText text) {
        switch (word) {
            case SET -> pins.add(Pin.SESSION_VARIABLES);
            case CREATE -> {
                if (text.mentions("temporary")) {
                    pins.add(Pin.TEMPORARY_TABLE);
                }
            }
            case LOCK -> pins.add(Pin.LOCK_TABLES);
            case UNLOCK -> pins.remove(Pin.LOCK_TABLES);
            case OTHER -> locks(text);
        }
    }

    private void locks(StatementText text) {
        if (text.mentions("release_all_locks")) {
            pins.remove(Pin.USER_LOCK);
        } else if (text.mentions("get_lock")) {
            pins.add(Pin.USER_LOCK);
        }
    }

    void clear() {
        pins.clear();
    }

    String text(boolean inTransaction, int preparedStatements) {
        List<String> reasons = new ArrayList<>();
        if (inTransaction) {
            reasons.add("transaction");
        }
        pins.forEach(pin -> reasons.add(pin.text()));
        if (preparedStatements > 0) {
            reasons.add("prepared statements (" + preparedStatements + ")");
        }
        return String.join(", ", reasons);
    }
}
