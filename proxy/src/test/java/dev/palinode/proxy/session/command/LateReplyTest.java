package dev.palinode.proxy.session.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.proxy.intercept.answer.Progress;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import io.netty.channel.DefaultEventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class LateReplyTest {
    /** The connection to the server may be lost while it is asked, so that it never answers. */
    @Test
    void nobodyWaitsForAClientThatHasGoneWhileTheServerWasAsked() {
        AtomicBoolean gone = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Reply> outcome = new CompletableFuture<>();
        DefaultEventLoop loop = new DefaultEventLoop();
        try {
            new LateReply(
                            loop,
                            new LateReply.Owner() {
                                @Override
                                public boolean isGone() {
                                    return gone.get();
                                }

                                @Override
                                public void keepAlive(Runnable then) {
                                    asked.incrementAndGet();
                                    gone.set(true);
                                }

                                @Override
                                public void report(Supplier<Optional<Progress>> progress, Runnable then) {
                                    // Nobody would read it.
                                }

                                @Override
                                public void answer(Reply reply) {
                                    throw new AssertionError("nobody is there");
                                }
                            },
                            new Route.Waiting.Begun(outcome, "it goes on"))
                    .start();
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(outcome::isCancelled);
            assertThat(asked).hasValue(1);
        } finally {
            loop.shutdownGracefully().syncUninterruptibly();
        }
    }

    /** A look at a server that hangs holds a thread that others need. */
    @Test
    void howFarItIsIsNotAskedAgainBeforeThereIsAnAnswer() {
        AtomicInteger kept = new AtomicInteger();
        AtomicInteger reports = new AtomicInteger();
        AtomicReference<Runnable> answered = new AtomicReference<>(() -> {});
        CompletableFuture<Reply> outcome = new CompletableFuture<>();
        DefaultEventLoop loop = new DefaultEventLoop();
        try {
            new LateReply(
                            loop,
                            new LateReply.Owner() {
                                @Override
                                public boolean isGone() {
                                    return false;
                                }

                                @Override
                                public void keepAlive(Runnable then) {
                                    kept.incrementAndGet();
                                    then.run();
                                }

                                @Override
                                public void report(Supplier<Optional<Progress>> progress, Runnable then) {
                                    reports.incrementAndGet();
                                    answered.set(then);
                                }

                                @Override
                                public void answer(Reply reply) {
                                    // It is over.
                                }
                            },
                            new Route.Waiting.Begun(outcome, "it goes on"))
                    .start();
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> kept.get() >= 3);
            assertThat(reports).hasValue(1);
            loop.execute(answered.get());
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> reports.get() == 2);
            outcome.complete(new Reply.Ok(0));
        } finally {
            loop.shutdownGracefully().syncUninterruptibly();
        }
    }
}
