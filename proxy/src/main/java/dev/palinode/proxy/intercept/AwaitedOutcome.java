package dev.palinode.proxy.intercept;

import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.MigrationEngine.Outcome;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.proxy.intercept.answer.Answers;
import dev.palinode.proxy.intercept.answer.MigrationProgress;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The answer under {@code --wait}: the UUIDs when all that was submitted is complete, else the error of the first. */
final class AwaitedOutcome {
    private AwaitedOutcome() {}

    /** Submits, and waits for the end if that is wanted. */
    static Route route(MigrationEngine engine, boolean wait, Supplier<List<MigrationId>> submit) {
        return wait
                ? Answers.waiting(true, () -> begun(engine, submit.get()))
                : Answers.work(true, Answers.UUID, () -> Answers.uuids(submit.get()));
    }

    private static Route.Waiting.Begun begun(MigrationEngine engine, List<MigrationId> ids) {
        List<CompletableFuture<Outcome>> outcomes =
                ids.stream().map(engine::outcome).toList();
        CompletableFuture<Reply> reply = CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .thenApply(done -> reply(
                        ids, outcomes.stream().map(CompletableFuture::join).toList()));
        CompletableFuture<?> unused =
                reply.whenComplete((done, fault) -> outcomes.forEach(outcome -> outcome.cancel(false)));
        String names = ids.stream().map(MigrationId::uuid).collect(Collectors.joining(", "));
        return new Route.Waiting.Begun(reply, "migration " + names + " goes on", new MigrationProgress(engine, ids));
    }

    private static Reply reply(List<MigrationId> ids, List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(outcome -> outcome.status() != MigrationStatus.COMPLETE)
                .findFirst()
                .map(AwaitedOutcome::error)
                .orElseGet(() -> Answers.uuids(ids));
    }

    private static Reply error(Outcome outcome) {
        String end = outcome.status() == MigrationStatus.CANCELLED ? " was cancelled: " : " failed: ";
        return new Reply.Err(1105, "HY000", "migration " + outcome.id() + end + outcome.message());
    }
}
