package dev.palinode.engine.crash;

import java.util.stream.Stream;

/** What is under way when the failure comes, and the places that it passes, in their order. */
enum Walk {
    /** An ALTER that copies. */
    ALTER(
            "alter.named",
            "alter.shadow-created",
            "alter.stream-inserted",
            "copy.inserted",
            "copy.committed",
            "apply.written",
            "apply.committed",
            "verify.begin",
            "verify.range",
            "cutover.intent",
            "cutover.sentry",
            "cutover.locked",
            "cutover.caught-up",
            "cutover.rename-queued",
            "cutover.sentry-dropped",
            "cutover.unlocked",
            "cutover.renamed",
            "cutover.swapped"),
    /** The REVERT of an ALTER that is complete. */
    REVERT(
            "revert.stream-inserted",
            "apply.committed",
            "verify.begin",
            "cutover.locked",
            "cutover.sentry-dropped",
            "cutover.renamed",
            "cutover.swapped"),
    /** The REVERT of an ALTER whose old table is kept in step. */
    WINDOW("revert.taken-over", "cutover.sentry-dropped", "cutover.swapped");

    private final String places;

    Walk(String... places) {
        this.places = String.join(" ", places);
    }

    Stream<String> places() {
        return Stream.of(places.split(" ", -1));
    }

    /** Whether it takes back an ALTER, which has to be complete before. */
    boolean isRevert() {
        return this != ALTER;
    }

    /** The options of that ALTER, or of this one. */
    String options() {
        return this == WINDOW ? "--reverse-window=1h" : "";
    }
}
