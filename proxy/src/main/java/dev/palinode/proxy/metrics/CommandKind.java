package dev.palinode.proxy.metrics;

import java.util.Locale;

/** The kinds of commands that are counted apart; the name is the value of the label. */
public enum CommandKind {
    QUERY("Query"),
    STMT_PREPARE("Prepare"),
    STMT_EXECUTE("Execute"),
    STMT_FETCH("Fetch"),
    STMT_CLOSE("Close stmt"),
    STMT_SEND_LONG_DATA("Long Data"),
    STMT_RESET("Reset stmt"),
    PING("Ping"),
    INIT_DB("Init DB"),
    CHANGE_USER("Change user"),
    RESET_CONNECTION("Reset Connection"),
    QUIT("Quit"),
    OTHER("Other");

    private final String title;

    CommandKind(String title) {
        this.title = title;
    }

    /** How MySQL's process list calls it. */
    public String title() {
        return title;
    }

    /** How Prometheus and the access log call it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
