package dev.palinode.engine.migration.runner;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.throttle.AppName;
import dev.palinode.engine.throttle.Decision;
import dev.palinode.engine.throttle.Throttle;
import java.util.List;
import java.util.OptionalDouble;

/** A throttle that lets nobody go on. */
class Denied implements Throttle {
    @Override
    public Decision check(AppName app) {
        return new Decision(Decision.Code.APP_DENIED, app.name(), "", "", "", 0, 0, "denied", List.of());
    }

    @Override
    public Decision checkRules(AppName app) {
        return check(app);
    }

    @Override
    public OptionalDouble userRatio(MigrationId migration) {
        return OptionalDouble.of(1);
    }
}
