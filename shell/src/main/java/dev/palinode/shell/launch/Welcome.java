package dev.palinode.shell.launch;

import dev.palinode.engine.topo.ServerAddress;

/** What a person reads before the demo's first prompt. */
final class Welcome {
    private Welcome() {}

    static void print(ServerAddress proxy, String orders) {
        System.err.printf(
                """

                A shop of %2$s orders; also: mysql -h%3$s -P%4$d -u%5$s -p%6$s %1$s
                Try: SET @@ddl_strategy='vitess'; ALTER TABLE orders ADD gift BOOLEAN;
                then: follow orders, revert orders, top, help. Leaving stops everything.

                """,
                ShopLoader.KEYSPACE,
                orders,
                proxy.host(),
                proxy.port(),
                DemoServers.LOGIN.user(),
                DemoServers.LOGIN.password());
    }
}
