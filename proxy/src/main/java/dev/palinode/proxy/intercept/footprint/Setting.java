package dev.palinode.proxy.intercept.footprint;

import dev.palinode.engine.sql.TokenCursor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A SET of the session that can be made again in another one, to the same effect.
 *
 * @param sql its text
 * @param targets what it sets; two of the same name are the same variable
 * @param literal whether all values are literals, so that it says the same whatever was set before
 */
public record Setting(String sql, Set<String> targets, boolean literal) {
    public Setting {
        targets = Set.copyOf(targets);
    }

    /** Reads a SET. */
    static void read(String sql, Footprints.Keeper keeper) {
        TokenCursor cursor = new TokenCursor(sql);
        cursor.accept("SET");
        if (cursor.at("PASSWORD") || cursor.at("DEFAULT", "ROLE")) {
            return;
        }
        List<Piece> pieces = Piece.of(
                sql, cursor.tokens().subList(cursor.index(), cursor.tokens().size()));
        if (pieces.stream().anyMatch(Piece::elsewhere)) {
            // A scope may hold for what stands behind it as well, and what is set for all is not to be set again.
            if (!pieces.stream().allMatch(Piece::elsewhere)) {
                keeper.holds(Keep.SETTING);
            }
            return;
        }
        Optional<Keep> keep =
                pieces.stream().flatMap(piece -> piece.keep().stream()).findFirst();
        if (keep.isPresent()) {
            keeper.holds(keep.get());
            return;
        }
        boolean literal = pieces.stream().allMatch(piece -> piece.value().isLiteral());
        Setting setting = new Setting(sql, pieces.stream().map(Piece::target).collect(Collectors.toSet()), literal);
        boolean once = pieces.stream().anyMatch(Piece::once);
        if (once && !(literal && pieces.stream().allMatch(Piece::once))) {
            keeper.holds(Keep.SETTING);
        } else if (once || cursor.at("TRANSACTION")) {
            keeper.setForNextTransaction(setting);
        } else {
            keeper.set(setting);
        }
    }
}
