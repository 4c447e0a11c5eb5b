package dev.palinode.shell.command.watch;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.MigrationFinder;
import dev.palinode.shell.render.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Looks at migrations again and again, on the session as long as it lasts. A migration survives that Palinode is started
 * anew, and a failover, and so does who watches it: it goes on looking on a connection of its own. The session itself is
 * not made anew here, as a statement behind the watch may need what it has lost, such as its strategy. Used by one thread.
 */
final class Patience implements AutoCloseable {
    /** How long an answer is waited for where nobody has said how long. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final String AWAY = "no answer from the server, connecting again";

    /** One look. */
    interface Look<T> {
        T at(MigrationFinder finder) throws SqlFailure, CommandFailure;
    }

    /** What happens between two attempts. */
    interface Rest {
        /** Waits a little, with something to say about it; true when it is enough. */
        boolean enough(String said);
    }

    /** Waits between two looks, where no key is waited for. */
    interface Pause {
        /** Of the calling thread. */
        Pause SLEEP = Thread::sleep;

        /** Waits so long. */
        void millis(long millis) throws InterruptedException;
    }

    private final ShellContext context;
    private final InstantSource clock;
    private final Optional<Instant> until;
    private SqlClient client;
    private MigrationFinder finder;

    /** To be closed; how long a whole watch may last, where there is a limit. */
    Patience(ShellContext context, InstantSource clock, Optional<Duration> limit) {
        this.context = context;
        this.clock = clock;
        this.until = limit.map(clock.instant()::plus);
        this.client = context.client();
        this.finder = new MigrationFinder(client);
    }

    /** What to send on, until the next look. */
    SqlClient client() {
        return client;
    }

    /** Looks once, at a server that has to be there. */
    <T> T first(Look<T> look) throws SqlFailure, CommandFailure {
        connect();
        return look.at(finder);
    }

    /** Looks until there is an answer; empty when it was enough before. */
    <T> Optional<T> look(Look<T> look, Rest rest) throws SqlFailure, CommandFailure {
        Optional<Instant> since = Optional.empty();
        while (true) {
            try {
                return Optional.of(first(look));
            } catch (SqlFailure e) {
                if (!e.passing()) {
                    throw e;
                }
                Instant now = clock.instant();
                Instant begun = since.orElse(now);
                since = Optional.of(begun);
                if (!now.isBefore(until.orElse(begun.plus(LIMIT)))) {
                    throw new CommandFailure(
                            ExitCode.UNREACHABLE, e.line() + "; what has become of the migration is not known");
                }
                String waited = Durations.brief(Duration.between(begun, now).toSeconds());
                if (rest.enough(begun.equals(now) ? AWAY : AWAY + " for " + waited)) {
                    return Optional.empty();
                }
            }
        }
    }

    private void connect() throws SqlFailure {
        if (client.connected()) {
            return;
        }
        close();
        client = context.client().another(context.interruption()::asked);
        finder = new MigrationFinder(client);
    }

    /** Closes a connection of its own. */
    @Override
    public void close() {
        if (client != context.client()) {
            client.close();
        }
    }
}
