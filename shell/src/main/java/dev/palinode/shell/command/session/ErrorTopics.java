package dev.palinode.shell.command.session;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Errors by their numbers: those that Palinode gives itself, and the server's that one meets most. */
final class ErrorTopics {
    private static final Pattern TOPIC = Pattern.compile("(?i)(?:error\\s+)?(\\d{1,5})(?:\\s*\\(\\w{5}\\))?:?");

    /** Written as the number, the SQLSTATE, what it means, and what to do about it. */
    private static final String[][] ALL = {
        {"1040", "08004", "Too many connections, or too many log-ins at a time.", "Try again; close what is idle."},
        {"1045", "28000", "User or password is wrong.", "Wrong passwords are answered ever more slowly."},
        {"1046", "3D000", "No database is selected.", "use <keyspace> selects one; migrations need one."},
        {"1047", "08S01", "A command of the protocol that there is not.", "It comes from the client, not from SQL."},
        {"1049", "42000", "There is no such database, or keyspace.", "SHOW KEYSPACES; lists them."},
        {"1050", "42S01", "There is a table of that name.", "--declarative changes it to what a CREATE says."},
        {"1051", "42S02", "There is no such table or view to drop.", "IF EXISTS makes that no error."},
        {
            "1053",
            "08S01",
            "The server, or Palinode, stops, or the connection to the server was lost: nobody knows whether the"
                    + " statement took effect.",
            "Look what is there before you send it again."
        },
        {
            "1054",
            "42S22",
            "There is no such column; also one that SHOW VITESS_MIGRATIONS does not have, in its WHERE.",
            "migration <id> shows what it has; DESCRIBE <table>; those of a table."
        },
        {"1062", "23000", "Two rows have the same key.", "A migration that adds a unique key fails so; logs <id>."},
        {
            "1064",
            "42000",
            "Not understood: by the server, or by Palinode where it is DDL under a strategy or a statement of its"
                    + " own. What Palinode does not understand of those it does not run.",
            "The message says near what; help lists the commands; SET @@ddl_strategy='direct' hands DDL on."
        },
        {"1091", "42000", "A column or key to drop is not there.", "SHOW CREATE TABLE <table>;"},
        {"1094", "HY000", "No session has this number.", "sessions lists them; the server's own are refused."},
        {"1095", "HY000", "The session is another user's.", "It takes the role admin in the users file."},
        {
            "1105",
            "HY000",
            "Palinode's own, where MySQL has no number: a migration has failed or was cancelled, cannot be steered or"
                    + " reverted so, or a server behind Palinode cannot be reached.",
            "The message has the reason; logs <id> and doctor say more."
        },
        {"1142", "42000", "The account lacks a privilege on the table.", "grants shows what Palinode's own needs."},
        {"1146", "42S02", "There is no such table.", "undrop <table> brings back one that a migration has dropped."},
        {"1153", "08S01", "The statement is larger than max_allowed_packet.", "Send less at a time."},
        {"1156", "08S01", "Packets came out of order.", "The client, or something in between, is at fault."},
        {
            "1179",
            "25000",
            "Not while a transaction is open: the statement is for other servers.",
            "COMMIT or ROLLBACK, then send it again."
        },
        {"1203", "42000", "The user has as many connections as max_user_connections allows.", "Close some."},
        {
            "1205",
            "HY000",
            "A lock did not come in time; or, from Palinode, no primary did: nothing was done.",
            "Do the transaction again; tablets shows who is the primary."
        },
        {"1210", "HY000", "Wrong arguments, of EXECUTE or of a statement of Palinode.", "The message says which."},
        {
            "1213",
            "40001",
            "A deadlock; or the server was lost in a transaction. It was rolled back as a whole.",
            "Do the transaction again."
        },
        {
            "1227",
            "42000",
            "A privilege is missing: in Palinode's users file, or at the server.",
            "grants lists what Palinode's account needs; grants: [online-ddl, control] in the file is for users."
        },
        {"1231", "42000", "A variable cannot have this value.", "The message says which it can have."},
        {
            "1235",
            "42000",
            "Not supported: by Palinode where tables of two clusters, replication or a strategy are concerned.",
            "The message says what, and what to do instead."
        },
        {"1238", "HY000", "The variable is read-only, or is one of sessions only.", "SET @@session.… sets that."},
        {"1290", "HY000", "The server takes no writes: it is a replica.", "use <keyspace>@primary leads back."},
        {"1295", "HY000", "Not as a prepared statement.", "Send it as text."},
        {"1317", "70100", "Interrupted, by KILL QUERY or Ctrl-C.", "A migration it waited for runs on: migrations."},
        {"1406", "22001", "A value is too long for its column.", "Make the column wider, or the value shorter."},
        {"1451", "23000", "Other rows refer to this one, by a foreign key.", "SHOW CREATE TABLE of the child."},
        {"1452", "23000", "A foreign key refers to a row that is not there.", "A migration that adds one fails so."},
        {"1461", "42000", "Too many prepared statements.", "Close those that are not needed; max_prepared_stmt_count."},
        {"1792", "25006", "The transaction is READ ONLY, as in a session on a replica.", "use <keyspace>@primary."},
        {"1835", "HY000", "A packet that cannot be read.", "The client, or something in between, is at fault."},
        {"2003", "HY000", "Nobody answers at that host and port.", "Is it up? palinode serve says ready."},
        {"2005", "HY000", "There is no such host.", "Look at -h, or at the address."},
        {
            "2013",
            "08S01",
            "The connection was lost while a statement ran: nobody knows whether it took effect.",
            "The shell connects again; an open transaction was rolled back."
        },
        {"3159", "HY000", "Only connections with TLS are taken.", "--ssl-mode=REQUIRED"},
    };

    private ErrorTopics() {}

    /** The number that is asked about, as {@code 1064} or {@code ERROR 1064 (42000)}; empty when it is no number. */
    static OptionalInt number(String topic) {
        Matcher matcher = TOPIC.matcher(topic);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** What is known of it; what is not is the server's. */
    static List<String> lines(int number) {
        Optional<String[]> known = Optional.ofNullable(byNumber().get(number));
        return known.map(error -> List.of(
                        String.format(Locale.ROOT, "ERROR %s (%s)", error[0], error[1]),
                        "  " + error[2],
                        "  " + error[3]))
                .orElseGet(() -> List.of(
                        "ERROR " + number,
                        "  None of Palinode's own: it is the server's, whose message says what is wrong.",
                        "  perror " + number + ", of MySQL or MariaDB, says what the number stands for: \\! perror "
                                + number));
    }

    private static Map<Integer, String[]> byNumber() {
        Map<Integer, String[]> errors = new TreeMap<>();
        for (String[] error : ALL) {
            errors.put(Integer.valueOf(error[0]), error);
        }
        return errors;
    }
}
