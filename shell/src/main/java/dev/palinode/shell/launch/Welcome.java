package dev.palinode.shell.launch;

import dev.palinode.engine.topo.ServerAddress;

/** What a person reads before the demo's first prompt. */
final class Welcome {
    private Welcome() {}

    static void print(ServerAddress proxy, String orders) {
        System.err.printf(
                """

                This shell is connected through the proxy to the keyspace %1$s: a shop with %2$s orders.
                Other clients: mysql -h %3$s -P %4$d -u %5$s -p%6$s %1$s

                Change a table online, then take it back:
                  SET @@ddl_strategy='vitess';
                  ALTER TABLE orders ADD COLUMN gift BOOLEAN NOT NULL DEFAULT FALSE;
                  migrations      -- watches it until it is complete
                  REVERT VITESS_MIGRATION '<the uuid that ALTER returned>';
                Leave with quit; that stops everything.

                """,
                ShopLoader.KEYSPACE,
                orders,
                proxy.host(),
                proxy.port(),
                DemoServers.LOGIN.user(),
                DemoServers.LOGIN.password());
    }
}
