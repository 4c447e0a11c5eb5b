package dev.palinode.shell.tour;

/** The person has seen enough. */
final class TourLeft extends Exception {
    private static final long serialVersionUID = 1L;

    TourLeft() {
        super("left", null, false, false);
    }
}
