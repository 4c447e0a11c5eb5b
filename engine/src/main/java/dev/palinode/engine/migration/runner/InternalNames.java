package dev.palinode.engine.migration.runner;

import dev.palinode.engine.model.MigrationId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Names of tables that a copy makes, in Vitess's pattern. Times are UTC. */
final class InternalNames {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

    private InternalNames() {}

    /** The shadow table of a migration. */
    static String shadow(MigrationId id, Instant now) {
        return "_vt_vrp_" + id.hex() + "_" + TIME.format(now) + "_";
    }

    /** A name under which a table is held; the time in it says from when on it may be collected. */
    static String hold(Instant now, Duration retention) {
        return "_vt_hld_" + MigrationId.generate().hex() + "_" + TIME.format(now.plus(retention)) + "_";
    }
}
