package dev.palinode.shell;

import dev.palinode.shell.command.Dialog;
import dev.palinode.shell.input.LineInput;

/** Asks the person at the terminal. */
record Questions(LineInput input) implements Dialog {
    @Override
    public boolean confirm(String question) {
        return input.ask(question) == 'y';
    }

    @Override
    public boolean goOn(String hint) {
        return input.ask(hint) != 'q';
    }
}
