package dev.palinode.shell.launch;

import dev.palinode.engine.topo.ServerAddress;

/** What a person reads before the demo's first prompt. */
final class Welcome {
    private Welcome() {}

    static void print(ServerAddress proxy, String orders) {
        System.err.printf(
                """

                tour        an ALTER, a REVERT, a kill -9 and a blocked cut-over on %2$s orders, step by step
                SET @@ddl_strategy='vitess'; ALTER TABLE orders ADD gift BOOLEAN; follow orders; revert orders
                help, top   also: mysql -h%3$s -P%4$d -u%5$s -p%6$s %1$s    exit stops everything

                """,
                ShopLoader.KEYSPACE,
                orders,
                proxy.host(),
                proxy.port(),
                DemoServers.LOGIN.user(),
                DemoServers.LOGIN.password());
    }
}
