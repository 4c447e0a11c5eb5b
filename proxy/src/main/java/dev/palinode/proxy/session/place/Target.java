package dev.palinode.proxy.session.place;

import dev.palinode.engine.topo.TabletType;
import dev.palinode.proxy.intercept.form.Databases;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client names as its database: a schema, and behind an {@code @} the type of tablet, as in Vitess.
 *
 * @param schema the name without the type; may be empty
 * @param type what was asked for, if anything was
 */
public record Target(String schema, Optional<TabletType> type) {
    /** The shard of a keyspace that is not sharded may be named too. */
    private static final Pattern FORM = Pattern.compile("(?is)(.*?)(?:[:/]0)?@(primary|replica|rdonly)");

    public Target {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(type, "type");
    }

    /** Reads a name; one that ends in no type is a schema's as it is. */
    public static Target of(String written) {
        Matcher form = FORM.matcher(written);
        return form.matches()
                ? new Target(
                        form.group(1),
                        Optional.of(TabletType.valueOf(form.group(2).toUpperCase(Locale.ROOT))))
                : new Target(written, Optional.empty());
    }

    /** What a USE names, quoted or not; empty if the statement is none. */
    public static Optional<Target> ofUse(String sql) {
        Optional<Target> whole = Databases.written(sql).map(Target::of);
        return whole.filter(target -> target.type().isPresent())
                .or(() -> Databases.chosen(sql).map(Target::of));
    }

    /** The type that is meant: without one it is the primary. */
    public TabletType meant() {
        return type.orElse(TabletType.PRIMARY);
    }

    /**
     * A statement for the server, which knows of no types.
     *
     * @param present the session's schema
     */
    public String statement(Optional<String> present) {
        Optional<String> chosen = schema.isEmpty() ? present : Optional.of(schema);
        return chosen.map(name -> "USE `" + name.replace("`", "``") + "`").orElse("DO 0");
    }
}
