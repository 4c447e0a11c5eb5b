package dev.palinode.shell.command;

/** A person who can be asked. */
public interface Dialog {
    /**
     * Asks a question that is answered by yes or no.
     *
     * @param question without a question mark's follow-up
     * @return true for yes; anything else is no
     */
    boolean confirm(String question);

    /**
     * Waits for a person to read on.
     *
     * @param hint what to press
     * @return false when they have seen enough
     */
    default boolean goOn(String hint) {
        return confirm(hint);
    }
}
