package dev.palinode.engine.migration.runner;

import dev.palinode.engine.model.MigrationId;
import java.util.regex.Pattern;

/** Cut-overs under load, whose first attempts may give up, as they shall. */
final class OftenEnough {
    private static final int ATTEMPTS = 8;
    private static final Pattern BUSY =
            Pattern.compile("(?i)^(timeout|lock wait|failed locking|the new table did not get).*", Pattern.DOTALL);

    private OftenEnough() {}

    static void cutOver(AlterRoom room, MigrationId id) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                room.cutOver(id);
                return;
            } catch (AssertionError e) {
                if (attempt == ATTEMPTS
                        || !BUSY.matcher(String.valueOf(e.getMessage())).matches()) {
                    throw e;
                }
            }
        }
    }
}
