package dev.palinode.proxy.session.place;

import dev.palinode.proxy.intercept.SessionState;
import dev.palinode.proxy.intercept.footprint.ReadOnly;
import dev.palinode.proxy.intercept.form.OwnStatements;
import dev.palinode.proxy.intercept.reach.Reach;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.QueryAttributes;
import dev.palinode.proxy.wire.QuerySniffer;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * Tells where one session's commands go. Home is the place that the last USE, or the log-in, has chosen; what names tables of
 * one other keyspace goes to that one's servers, where no schema is selected, and the next command comes home again.
 * With a single keyspace only USE is read. Confined to the session's event loop.
 */
public final class Helm {
    /** These tell of the statement before. */
    private static final Pattern OF_LAST =
            Pattern.compile("(?is)\\s*show\\s+(warnings|errors|count\\s*\\().*|\\s*get\\s.*diagnostics.*"
                    + "|(?!.*\\b(from|into)\\b)\\s*select\\b.*\\b(found_rows|row_count)\\s*\\(.*");

    private static final Pattern SEVERAL = Pattern.compile("(?s).*;\\s*\\S.*");

    /** These end what ties a session to its place, wherever that is. */
    private static final Pattern OF_SESSION = Pattern.compile(
            "(?is)\\s*(commit|rollback|savepoint|release|unlock|deallocate|drop\\s+prepare|do|set|xa|handler|drop\\s+temporary)\\b.*"
                    + "|(?!.*\\bfrom\\b)\\s*select\\b.*");

    private static final int LONGEST_SMALL = 1 << 12;
    private static final int LONGEST_READ = 1 << 16;

    private final Keyspaces keyspaces;
    private final BooleanSupplier tied;
    private Place home;
    private boolean unguarded;

    /**
     * From a log-in on.
     *
     * @param tied whether the session cannot leave its place just now
     */
    public Helm(Keyspaces keyspaces, Place home, BooleanSupplier tied) {
        this.keyspaces = keyspaces;
        this.tied = tied;
        this.home = home;
    }

    /** The place that was chosen last. */
    public Place home() {
        return home;
    }

    /** A USE has succeeded at a place. */
    public void settle(Place here, SessionState state) {
        home = here;
        state.setHome(here.cluster().keyspace(), here.suffix());
    }

    /** Transactions on a replica may not be read-only any more. */
    public void unguard() {
        unguarded = true;
    }

    /** Whether that is so; it is seen to then. */
    public boolean takeUnguarded() {
        boolean was = unguarded;
        unguarded = false;
        return was;
    }

    /** Whether a USE leads to other servers than those of the place. */
    public boolean leads(Target target, Place here) {
        Heading heading = toTarget(target);
        return heading.refusal().isPresent()
                || heading.place().filter(place -> !place.equals(here)).isPresent();
    }

    /**
     * Where the command in the input goes.
     *
     * @param capabilities of the client
     * @param here where the session is
     */
    public Heading heading(FrameDecoder input, long capabilities, SessionState state, Place here) {
        int command = input.first();
        boolean away = !home.equals(here);
        if (!input.whole() || input.length() == FrameDecoder.MAX_PAYLOAD) {
            return away && isText(command) ? atHome(state) : Heading.STAY;
        }
        ByteBuf in = input.buffer();
        int end = input.payload() + input.length();
        if (command == Command.INIT_DB) {
            return toTarget(
                    Target.of(in.toString(input.payload() + 1, end - input.payload() - 1, StandardCharsets.UTF_8)));
        }
        if (!isText(command)) {
            return Heading.STAY;
        }
        int text = command == Command.QUERY && Capability.has(capabilities, Capability.QUERY_ATTRIBUTES)
                ? QueryAttributes.textIndex(capabilities, in, input.payload(), input.length())
                : input.payload() + 1;
        if (command == Command.QUERY && QuerySniffer.firstKeyword(in, text, end - text) == QuerySniffer.USE) {
            return Target.ofUse(string(in, text, end, state))
                    .map(this::toTarget)
                    .orElse(Heading.STAY);
        }
        if (!home.isPrimary() && end - text < LONGEST_READ) {
            ReadOnly readOnly = ReadOnly.after(string(in, text, end, state));
            if (readOnly == ReadOnly.VIOLATED || (readOnly == ReadOnly.CHANGES && command == Command.STMT_PREPARE)) {
                return Heading.refused(Refusals.readOnly(home));
            }
            unguarded |= readOnly == ReadOnly.CHANGES;
        }
        return keyspaces.areSeveral() || away ? ofStatement(in, text, end, state, away) : Heading.STAY;
    }

    private static boolean isText(int command) {
        return command == Command.QUERY || command == Command.STMT_PREPARE || command == Command.FIELD_LIST;
    }

    private static String string(ByteBuf in, int from, int end, SessionState state) {
        return ReadableText.of(in, from, end - from, state.characterSet(), !state.backslashEscapes())
                .sql();
    }

    private Heading ofStatement(ByteBuf in, int text, int end, SessionState state, boolean away) {
        boolean names = false;
        for (Keyspaces.Entry entry : keyspaces.all()) {
            names |= !entry.name().equals(home.cluster().keyspace()) && Names.contain(in, text, end, entry.name());
        }
        if (!names && !away) {
            return Heading.STAY;
        }
        String sql = string(in, text, end, state);
        if (names && !OwnStatements.isOne(sql)) {
            Heading other = ofNames(sql);
            if (!other.equals(Heading.STAY)) {
                return other;
            }
        }
        if (!away || (end - text < LONGEST_SMALL && mayStay(sql))) {
            return Heading.STAY;
        }
        return atHome(state);
    }

    private boolean mayStay(String sql) {
        return !SEVERAL.matcher(sql).matches()
                && (OF_LAST.matcher(sql).matches() || (OF_SESSION.matcher(sql).matches() && tied.getAsBoolean()));
    }

    private Heading atHome(SessionState state) {
        return Heading.to(home, state.database());
    }

    private Heading ofNames(String sql) {
        Reach reach = Reach.of(sql, name -> keyspaces.find(name).isPresent());
        Set<String> touched = new LinkedHashSet<>();
        if (reach.unqualified()) {
            touched.add(home.cluster().keyspace());
        }
        reach.schemas()
                .forEach(name -> touched.add(keyspaces.find(name).orElseThrow().name()));
        if (touched.size() > 1) {
            return Heading.refused(Refusals.acrossClusters(touched));
        }
        Optional<String> only = touched.stream()
                .filter(name -> !name.equals(home.cluster().keyspace()))
                .findFirst();
        if (only.isPresent() && !reach.others().isEmpty()) {
            return Heading.refused(Refusals.besides(only.get(), reach.others()));
        }
        return only.flatMap(keyspaces::find)
                .map(entry -> Keyspaces.in(entry, new Target("", Optional.of(home.type())), Optional.empty()))
                .orElse(Heading.STAY);
    }

    /** A schema that is no keyspace is the server's business, and at the same servers. */
    private Heading toTarget(Target target) {
        if (target.schema().isEmpty()) {
            return Heading.to(new Place(home.cluster(), target.meant()), Optional.empty());
        }
        Optional<Keyspaces.Entry> entry = keyspaces.find(target.schema());
        return entry.map(found -> Keyspaces.in(found, target, Optional.of(target.schema())))
                .orElseGet(() -> Heading.to(new Place(home.cluster(), target.meant()), Optional.of(target.schema())));
    }
}
