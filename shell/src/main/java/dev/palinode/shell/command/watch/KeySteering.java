package dev.palinode.shell.command.watch;

import dev.palinode.shell.client.Answer;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.migration.MigrationRow;
import java.util.Optional;

/** Steers migrations by keys, on a screen that is drawn all the time: asks, and says what has become of it. Used by one thread. */
final class KeySteering {
    /** What the keys do. */
    static final String KEYS = "c complete  p postpone  t throttle  x cancel";

    private final Patience patience;
    private String said = "";
    private Optional<MigrationRow> asked = Optional.empty();

    KeySteering(Patience patience) {
        this.patience = patience;
    }

    /** The question that the next key answers, that of leaving included; the answer comes first, as a narrow window cuts the rest. */
    Optional<String> question() {
        return asked.map(
                row -> "Cancel " + name(row) + "?  y/n  What has been copied (" + (long) row.percent() + "%) is lost.");
    }

    /** What the last key has done; empty when there is nothing to say. */
    String said() {
        return said;
    }

    /** A key was pressed, for this migration; at a question it is the answer about the one that was asked about. */
    void press(char key, MigrationRow row) {
        said = "";
        if (asked.isPresent()) {
            MigrationRow cancelled = asked.get();
            asked = Optional.empty();
            if (key == 'y') {
                send(cancelled, "CANCEL", "cancelled", "not cancelled: it is being completed, or has ended");
            }
            return;
        }
        if ("cptx".indexOf(key) < 0) {
            said = "no such key";
        } else if (row.ended()) {
            said = name(row) + " is " + row.status() + ": nothing to do";
        } else {
            steer(key, row);
        }
    }

    private void steer(char key, MigrationRow row) {
        switch (key) {
            case 'c' -> send(row, "COMPLETE", "completion is no longer postponed", "its completion is not postponed");
            case 'p' ->
                send(
                        row,
                        "POSTPONE COMPLETE",
                        "completion postponed: c completes it",
                        "its completion is postponed already: c completes it");
            case 't' -> throttle(row);
            default -> asked = Optional.of(row);
        }
    }

    private void throttle(MigrationRow row) {
        if (row.number("user_throttle_ratio", 0) > 0) {
            send(row, "UNTHROTTLE", "released", "released");
        } else {
            String done = "throttled for an hour: t releases it";
            send(row, "THROTTLE", done, done);
        }
    }

    private static String name(MigrationRow row) {
        return row.shortId() + " (" + row.action() + " " + row.table() + ")";
    }

    /** A refusal is shown and ends nothing; after a lost connection the next look shows what has become of it. */
    private void send(MigrationRow row, String verb, String done, String unchanged) {
        SqlClient client = patience.client();
        try (Answer answer = client.run("ALTER VITESS_MIGRATION '" + row.uuid() + "' " + verb)) {
            said = row.shortId() + ": " + (answer.affected() > 0 ? done : unchanged);
        } catch (SqlFailure e) {
            if (e.connectionLost()) {
                client.close();
            }
            said = e.line();
        }
    }
}
