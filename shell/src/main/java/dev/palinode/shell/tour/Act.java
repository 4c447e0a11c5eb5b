package dev.palinode.shell.tour;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;

/** A part of the tour. */
interface Act {
    /** Plays it; whatever goes wrong ends the tour. */
    void play(Guide guide) throws SqlFailure, CommandFailure, TourLeft;
}
