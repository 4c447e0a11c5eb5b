package dev.palinode.engine.throttle;

import dev.palinode.engine.model.MigrationId;
import java.util.OptionalDouble;

/** Asked by background work before each piece of it. Safe for many threads. */
public interface Throttle {
    /** Lets everything go on. */
    Throttle NONE = new Throttle() {
        @Override
        public Decision check(AppName app) {
            return Decision.plain(Decision.Code.OK, app, app + " is granted access");
        }

        @Override
        public Decision checkRules(AppName app) {
            return check(app);
        }

        @Override
        public OptionalDouble userRatio(MigrationId migration) {
            return OptionalDouble.of(0);
        }
    };

    /** Whether the app's next piece of work may be done now. Waits for a moment if nobody has asked for long. */
    Decision check(AppName app);

    /** The same by rules alone, for those who have nothing to do: no server is measured for them. */
    Decision checkRules(AppName app);

    /**
     * The ratio by which users throttle a migration, by its UUID or with all others; 0 if they do not, empty while the
     * rules are not known.
     */
    OptionalDouble userRatio(MigrationId migration);
}
