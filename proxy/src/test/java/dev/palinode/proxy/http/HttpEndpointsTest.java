package dev.palinode.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.topo.ServerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class HttpEndpointsTest {
    private static HttpResponse<String> get(HttpEndpoints endpoints, String method, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + endpoints.port() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void healthReadinessAndMetrics() throws Exception {
        AtomicBoolean ready = new AtomicBoolean();
        try (HttpEndpoints endpoints = HttpEndpoints.start(new ServerAddress("127.0.0.1", FreePorts.pick()))) {
            assertThat(get(endpoints, "GET", "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(endpoints, "GET", "/readyz").body()).isEqualTo("starting\n");
            endpoints.publish(
                    () -> "things 1.0\n",
                    () -> ready.get() ? Readiness.State.OK : Readiness.State.not("shutting down"));
            assertThat(get(endpoints, "GET", "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(endpoints, "GET", "/readyz").body()).isEqualTo("shutting down\n");
            ready.set(true);
            assertThat(get(endpoints, "GET", "/readyz").statusCode()).isEqualTo(200);
            HttpResponse<String> metrics = get(endpoints, "GET", "/metrics");
            assertThat(metrics.body()).isEqualTo("things 1.0\n");
            assertThat(metrics.headers().firstValue("Content-Type"))
                    .get()
                    .asString()
                    .contains("version=0.0.4");
            assertThat(get(endpoints, "HEAD", "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(endpoints, "POST", "/metrics").statusCode()).isEqualTo(405);
            assertThat(get(endpoints, "GET", "/metrics/x").statusCode()).isEqualTo(404);
        }
    }

    /** Each half of a request takes a thread, of which there are few. */
    @Test
    void halvesOfRequestsDoNotKeepOthersWaiting() throws Exception {
        try (HttpEndpoints endpoints = HttpEndpoints.start(new ServerAddress("127.0.0.1", FreePorts.pick()));
                Socket one = new Socket(InetAddress.getLoopbackAddress(), endpoints.port());
                Socket two = new Socket(InetAddress.getLoopbackAddress(), endpoints.port())) {
            one.getOutputStream().write('G');
            two.getOutputStream().write('G');
            Thread.sleep(100);
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + endpoints.port() + "/healthz"))
                    .timeout(Duration.ofSeconds(15))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /** Whoever does not read the answer takes a thread as well. */
    @Test
    void whoDoesNotReadTheAnswerDoesNotKeepOthersWaiting() throws Exception {
        String long32 = "things 1.0\n".repeat(3 << 20);
        try (HttpEndpoints endpoints = HttpEndpoints.start(new ServerAddress("127.0.0.1", FreePorts.pick()));
                Socket one = new Socket(InetAddress.getLoopbackAddress(), endpoints.port());
                Socket two = new Socket(InetAddress.getLoopbackAddress(), endpoints.port())) {
            endpoints.publish(() -> long32, () -> Readiness.State.OK);
            byte[] request = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            one.getOutputStream().write(request);
            two.getOutputStream().write(request);
            assertThat(one.getInputStream().read()).isEqualTo('H');
            assertThat(two.getInputStream().read()).isEqualTo('H');
            HttpRequest other = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoints.port() + "/healthz"))
                    .timeout(Duration.ofSeconds(25))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(other, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aPortInUseIsAClearError() throws Exception {
        ServerAddress address = new ServerAddress("127.0.0.1", FreePorts.pick());
        try (HttpEndpoints first = HttpEndpoints.start(address)) {
            assertThat(first.port()).isEqualTo(address.port());
            assertThatThrownBy(() -> HttpEndpoints.start(address))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on " + address + " for HTTP: ")
                    .hasMessageContaining("--http off");
        }
    }
}
