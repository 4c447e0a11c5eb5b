package dev.palinode.engine.gc;

import dev.palinode.engine.model.MigrationId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an internal table, as in Vitess: {@code _vt_<hint>_<32 hexadecimal digits>_<YYYYMMDDhhmmss>_}.
 *
 * @param kind what the table is
 * @param hex 32 hexadecimal digits, mostly those of a migration
 * @param time in UTC and whole seconds; the table stays as it is until then
 */
public record GcName(Kind kind, String hex, Instant time) {
    /** Longer than anybody looks at a table. */
    private static final Duration LOOK = Duration.ofMinutes(10);

    private static final Pattern FORM = Pattern.compile("_vt_([a-z]{3})_([0-9a-f]{32})_([0-9]{14})_");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

    /** What an internal table is. */
    public enum Kind {
        /** Held with its data; can be renamed back. */
        HOLD("hld"),
        /** Being emptied. */
        PURGE("prg"),
        /** Empty, and waiting for its pages to leave the buffer pool. */
        EVAC("evc"),
        /** To be dropped. */
        DROP("drp"),
        /** The shadow of an online ALTER, or the old table after it; never the collector's. */
        SHADOW("vrp");

        private final String hint;

        Kind(String hint) {
            this.hint = hint;
        }

        /** Three letters. */
        public String hint() {
            return hint;
        }
    }

    public GcName {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(hex, "hex");
        Objects.requireNonNull(time, "time");
    }

    /** A name for a table of a migration. */
    public static GcName of(Kind kind, MigrationId id, Instant time) {
        return new GcName(kind, id.hex(), time);
    }

    /** The name of the same table in another state. */
    public GcName as(Kind other, Instant since) {
        return new GcName(other, hex, since);
    }

    /** A name for what is made only to be looked at, and dropped; the collector takes it 10 minutes later, if it is left. */
    public static GcName passing(MigrationId id, Instant now) {
        return of(Kind.DROP, id, now.plus(LOOK));
    }

    /** What the name says, or empty when it is not that of an internal table. */
    public static Optional<GcName> parse(String table) {
        Matcher matcher = FORM.matcher(table);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Instant time = LocalDateTime.parse(matcher.group(3), TIME).toInstant(ZoneOffset.UTC);
            return Arrays.stream(Kind.values())
                    .filter(kind -> kind.hint().equals(matcher.group(1)))
                    .map(kind -> new GcName(kind, matcher.group(2), time))
                    .findFirst();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The name of the table. */
    public String table() {
        return "_vt_" + kind.hint() + "_" + hex + "_" + TIME.format(time.atOffset(ZoneOffset.UTC)) + "_";
    }
}
