package dev.palinode.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.FlakyLink;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.shell.client.Answer;
import dev.palinode.shell.client.ConnectOptions;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Ctrl-C against a server that says nothing for a while. */
final class InterrupterTest {
    @OnEachServer
    void whatWasAskedBeforeTheCutIsOverWithIt(TestServer server) throws Exception {
        String mark = server.newSchema();
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        try (FlakyLink link = FlakyLink.to(server.address());
                SqlClient client = SqlClient.connect(new ConnectOptions(
                        link.address().host(), link.address().port(), server.user(), server.password(), ""))) {
            Interrupter interrupter = new Interrupter(client, e -> told.add(e.line()), () -> told.add("unheard"));
            CompletableFuture<Void> sleep = CompletableFuture.runAsync(() -> assertThatThrownBy(
                            () -> client.run("SELECT SLEEP(90) AS " + mark).close())
                    .isInstanceOf(SqlFailure.class)
                    .hasMessageContaining("Lost connection"));
            Sessions.awaitSleeping(server, mark, 1);
            link.cut();
            interrupter.interrupt();
            await().atMost(Duration.ofSeconds(60)).until(() -> link.connections() == 2);
            interrupter.interrupt();
            sleep.get();
            interrupter.settle();
            // A proxy ends what its client has left; a server sleeps on.
            server.execute("", "KILL " + client.threadId());
            Sessions.awaitSleeping(server, mark, 0);
            link.resume();
            client.reconnect();
            // The first one reaches the server about now, if only to hear that the connection is unknown.
            try (Answer answer = client.run("SELECT SLEEP(3)")) {
                assertThat(answer.rows().orElseThrow().next().orElseThrow()).containsExactly(Optional.of("0"));
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().equals("palinode-interrupt")));
            assertThat(told).isEmpty();
        }
    }
}
