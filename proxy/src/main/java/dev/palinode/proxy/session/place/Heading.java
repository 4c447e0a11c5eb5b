package dev.palinode.proxy.session.place;

import dev.palinode.proxy.wire.reply.ErrPacket;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a command wants to go.
 *
 * @param place where; empty if it goes where the session is
 * @param schema the schema that it needs to be selected there
 * @param refusal why it cannot go anywhere
 */
public record Heading(Optional<Place> place, Optional<String> schema, Optional<ErrPacket> refusal) {
    /** Where the session is. */
    public static final Heading STAY = new Heading(Optional.empty(), Optional.empty(), Optional.empty());

    public Heading {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(refusal, "refusal");
    }

    static Heading to(Place place, Optional<String> schema) {
        return new Heading(Optional.of(place), schema, Optional.empty());
    }

    static Heading refused(ErrPacket why) {
        return new Heading(Optional.empty(), Optional.empty(), Optional.of(why));
    }
}
