package dev.palinode.shell.command;

/** The parts of a terminal that can be drawn over. */
public interface Screens {
    /**
     * The lines below what has been printed; what is drawn last stays.
     *
     * @return to be closed before anything else is printed
     */
    Screen below();

    /**
     * The whole window; when it is closed, what was there before is back.
     *
     * @return to be closed before anything else is printed
     */
    Screen whole();
}
