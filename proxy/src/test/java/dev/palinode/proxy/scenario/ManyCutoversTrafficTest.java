package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;

/**
 * One table is swapped again and again, by an ALTER and then by reverts of reverts, while clients with transactions write
 * to it through the proxy and past it: no error, and what was acknowledged is there. How often is said by the system
 * property {@code palinode.test.cutovers}.
 */
class ManyCutoversTrafficTest {
    private static final int CUTOVERS = Integer.getInteger("palinode.test.cutovers", 12);

    @OnEachServer
    void nobodyNoticesAnyOfThem(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Traffic traffic = Traffic.on(room, Shape.plain());
                Client client = room.client()) {
            traffic.start();
            traffic.more();
            String last = client.complete("ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7");
            for (int i = 1; i < CUTOVERS; i++) {
                traffic.more();
                last = client.revert(last);
            }
            traffic.more();
            assertThat(traffic.stop()).isEmpty();
            assertThat(traffic.differences()).isEmpty();
            assertThat(room.repaired()).isEqualTo("0");
            assertThat(room.migrations()).isEqualTo(Integer.toString(CUTOVERS));
        }
    }
}
