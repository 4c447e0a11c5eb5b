package dev.palinode.engine.migration.runner;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of the objections to a migration. Rules throw; a run ends with the first that does, and a plan goes on, as
 * far as it makes sense, to hear them all. The rules are the same. Used by one thread.
 */
public final class Refusals {
    private final boolean fatal;
    private final List<String> messages = new ArrayList<>();

    private Refusals(boolean fatal) {
        this.fatal = fatal;
    }

    /** A rule, or a step that may find that the migration cannot be done. */
    @FunctionalInterface
    public interface Step<T> {
        /**
         * Takes the step.
         *
         * @throws MigrationFailure if the migration cannot be done
         */
        T take() throws MigrationFailure, SQLException;
    }

    /** A rule that only has something to say, or nothing. */
    @FunctionalInterface
    public interface Rule {
        /**
         * Looks.
         *
         * @throws MigrationFailure if the migration cannot be done
         */
        void check() throws MigrationFailure, SQLException;
    }

    /** For a run: the first objection ends it. */
    public static Refusals ending() {
        return new Refusals(true);
    }

    /** For a plan: objections are kept. */
    public static Refusals kept() {
        return new Refusals(false);
    }

    /** Hears rules; whether none of them had anything to say. */
    public boolean hear(Rule... rules) throws MigrationFailure, SQLException {
        int before = messages.size();
        for (Rule rule : rules) {
            Optional<Boolean> unused = take(() -> {
                rule.check();
                return true;
            });
        }
        return messages.size() == before;
    }

    /** Takes a step; empty if there was an objection that is kept. */
    public <T> Optional<T> take(Step<T> step) throws MigrationFailure, SQLException {
        try {
            return Optional.of(step.take());
        } catch (MigrationFailure e) {
            if (fatal) {
                throw e;
            }
            messages.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** The objections that were kept, in the order in which a run would come across them. */
    public List<String> messages() {
        return List.copyOf(messages);
    }
}
