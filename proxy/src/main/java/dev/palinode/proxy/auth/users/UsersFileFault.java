package dev.palinode.proxy.auth.users;

import java.util.List;

/** The users file cannot be used; lists every mistake with its line. Holds no secret. */
public final class UsersFileFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> mistakes;

    UsersFileFault(List<String> mistakes) {
        super(String.join("; ", mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    /** One sentence for each mistake, with file and line. */
    public List<String> mistakes() {
        return mistakes;
    }
}
