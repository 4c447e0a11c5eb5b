package dev.palinode.engine.migration.declare;

import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.Migration;
import java.util.Optional;

/**
 * What a declaration asks for, as things are now.
 *
 * @param statement the ALTER TABLE, or for a view the CREATE OR REPLACE, that leads to what is declared; empty if there
 *     is none
 */
public record Declared(Outcome outcome, String statement) {

    /** What a comparison can come to. */
    public enum Outcome {
        /** There is nothing of that name: it is made as it is written. */
        CREATED,
        /** It is there as declared. */
        UNCHANGED,
        /** It is there, and differs. */
        ALTERED
    }

    static Declared created() {
        return new Declared(Outcome.CREATED, "");
    }

    static Declared difference(Optional<String> statement) {
        return statement
                .map(text -> new Declared(Outcome.ALTERED, text))
                .orElseGet(() -> new Declared(Outcome.UNCHANGED, ""));
    }

    /** What to go on with; empty if there is nothing to do. */
    public Optional<Migration> of(Migration declared) {
        return switch (outcome) {
            case CREATED -> Optional.of(declared.as(DdlAction.CREATE, declared.statement()));
            case ALTERED -> Optional.of(declared.as(DdlAction.ALTER, statement));
            case UNCHANGED -> Optional.empty();
        };
    }
}
