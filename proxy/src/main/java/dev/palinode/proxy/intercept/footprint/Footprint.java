package dev.palinode.proxy.intercept.footprint;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What one text leaves in the session that runs it, read once. Immutable. */
public final class Footprint {
    /** A text that leaves nothing. */
    public static final Footprint NONE = new Footprint(new Notes(), false);

    /** A text of which nothing is known, so that it may leave anything. */
    public static final Footprint UNKNOWN = unknown();

    /** How a piece of the text becomes the client's bytes again. */
    public interface Encoding {
        byte[] encode(String sql);
    }

    private final List<Consumer<Footprints.Keeper>> notes;
    private final Set<Keep> held;
    private final boolean sets;
    private final boolean several;

    private Footprint(Notes notes, boolean several) {
        this.notes = List.copyOf(notes.all);
        this.held = EnumSet.copyOf(notes.held);
        this.sets = notes.sets;
        this.several = several;
    }

    private static Footprint unknown() {
        Notes notes = new Notes();
        notes.holds(Keep.ROUTINE);
        return new Footprint(notes, false);
    }

    /** Of statements that are one text. */
    static Footprint of(List<String> statements) {
        Notes notes = new Notes();
        statements.forEach(statement -> Footprints.readOne(statement, notes));
        return notes.all.isEmpty() ? NONE : new Footprint(notes, statements.size() > 1);
    }

    /** Whether nothing is left, nor given back. */
    public boolean isEmpty() {
        return notes.isEmpty();
    }

    /** Whether something is set that has to be set again elsewhere. */
    public boolean sets() {
        return sets;
    }

    /** Whether statements were run that the text does not show. */
    public boolean isOpaque() {
        return held.contains(Keep.ROUTINE);
    }

    /**
     * The text was run.
     *
     * @param failed whether it ended with an error: then it may have taken what it takes all the same, and of several
     *     statements nobody knows which were done
     */
    public void tell(Footprints.Keeper keeper, boolean failed) {
        if (!failed) {
            notes.forEach(note -> note.accept(keeper));
            return;
        }
        held.forEach(keeper::holds);
        if (several && sets) {
            keeper.holds(Keep.SETTING);
        }
    }

    /** Writes down what it is told. */
    private static final class Notes implements Footprints.Keeper {
        private final List<Consumer<Footprints.Keeper>> all = new ArrayList<>();
        private final Set<Keep> held = EnumSet.noneOf(Keep.class);
        private boolean sets;

        @Override
        public void holds(Keep what) {
            held.add(what);
            all.add(keeper -> keeper.holds(what));
        }

        @Override
        public void released(Keep what) {
            all.add(keeper -> keeper.released(what));
        }

        @Override
        public void set(Setting setting) {
            sets = true;
            all.add(keeper -> keeper.set(setting));
        }

        @Override
        public void setForNextTransaction(Setting setting) {
            sets = true;
            all.add(keeper -> keeper.setForNextTransaction(setting));
        }
    }
}
