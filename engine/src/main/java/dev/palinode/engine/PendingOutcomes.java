package dev.palinode.engine;

import dev.palinode.engine.MigrationEngine.Outcome;
import dev.palinode.engine.model.MigrationId;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Those who wait for migrations, across engines: each new one is asked again. Safe for many threads. */
final class PendingOutcomes {
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

    /** One who waits. */
    private record Waiter(MigrationId id, CompletableFuture<Outcome> answer) {}

    /** Somebody waits from now on; whichever engine there is has to be asked by {@link #ask}. */
    CompletableFuture<Outcome> add(MigrationId id) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        Waiter waiter = new Waiter(id, answer);
        waiters.add(waiter);
        CompletableFuture<?> unused = answer.whenComplete((outcome, fault) -> waiters.remove(waiter));
        return answer;
    }

    /** Asks the engine on behalf of one who waits. That the engine ends is no answer. */
    static void ask(PalinodeEngine engine, MigrationId id, CompletableFuture<Outcome> answer) {
        CompletableFuture<Outcome> asked = engine.outcome(id);
        CompletableFuture<?> unused = asked.whenComplete((outcome, fault) -> {
            if (fault == null) {
                answer.complete(outcome);
            }
        });
        CompletableFuture<?> unusedToo = answer.whenComplete((outcome, fault) -> asked.cancel(false));
    }

    /** Asks a new engine for all; who waits for a migration that its server does not know is told so. */
    void askAll(PalinodeEngine engine, String server) {
        for (Waiter waiter : waiters) {
            if (engine.knows(waiter.id())) {
                ask(engine, waiter.id(), waiter.answer());
            } else {
                waiter.answer()
                        .completeExceptionally(new EngineFault(
                                EngineFault.Kind.UNAVAILABLE,
                                "migration " + waiter.id() + " has been lost: " + server
                                        + " became the primary before it had been replicated; submit it again"));
            }
        }
    }

    /** Everybody is told that nobody will answer. */
    void end() {
        waiters.forEach(waiter -> waiter.answer()
                .completeExceptionally(new EngineFault(
                        EngineFault.Kind.UNAVAILABLE,
                        "Palinode is shutting down; migration " + waiter.id() + " is not cancelled by that")));
    }
}
