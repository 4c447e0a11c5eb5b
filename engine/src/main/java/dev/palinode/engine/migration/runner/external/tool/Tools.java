package dev.palinode.engine.migration.runner.external.tool;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.sql.DdlStrategyParser;
import java.util.Optional;

/** Which program is whose. */
public final class Tools {
    private static final GhOst GH_OST = new GhOst();
    private static final PtOsc PT_OSC = new PtOsc();

    private Tools() {}

    /** The program of the migration's strategy, if that has one. */
    public static Optional<Tool> of(Migration migration) {
        return of(DdlStrategyParser.of(migration).kind());
    }

    /** The program of a strategy, if it has one. */
    public static Optional<Tool> of(DdlStrategy.Kind kind) {
        return kind.isExternal() ? Optional.of(kind == DdlStrategy.Kind.GH_OST ? GH_OST : PT_OSC) : Optional.empty();
    }
}
