package dev.palinode.proxy.intercept.footprint;

/** What a session may hold at its server that cannot be made again at another one. */
public enum Keep {
    TEMPORARY_TABLE("temporary tables"),
    TABLE_LOCK("table locks"),
    USER_LOCK("locks of GET_LOCK"),
    USER_VARIABLE("user variables"),
    HANDLER("an open HANDLER"),
    XA("an XA transaction"),
    TEXT_STATEMENT("statements of PREPARE"),
    ROUTINE("what a stored routine may have left"),
    SETTING("settings that cannot be made again");

    private final String text;

    Keep(String text) {
        this.text = text;
    }

    /** In words, for people. */
    public String text() {
        return text;
    }
}
