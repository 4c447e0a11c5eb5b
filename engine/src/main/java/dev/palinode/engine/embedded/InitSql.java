package dev.palinode.engine.embedded;

import dev.palinode.engine.topo.ServerAddress;

/** The statements that a server runs at each start, before it takes connections. */
final class InitSql {
    private InitSql() {}

    static String of(EmbeddedMariaDb.Config config) {
        String user = literal(config.admin().user());
        String password = literal(config.admin().password());
        // Each server makes its own accounts: in the binlog they would collide on the replica.
        // An init file holds one statement a line.
        StringBuilder sql = new StringBuilder("SET sql_log_bin=0;\n")
                .append("CREATE USER IF NOT EXISTS " + user + "@'%' IDENTIFIED BY " + password + ";\n")
                .append("ALTER USER " + user + "@'%' IDENTIFIED BY " + password + ";\n")
                .append("GRANT ALL PRIVILEGES ON *.* TO " + user + "@'%' WITH GRANT OPTION;\n");
        config.source().ifPresent(source -> sql.append(replication(source, user, password)));
        return sql.toString();
    }

    private static String replication(ServerAddress source, String user, String password) {
        // Said again at each start, because the source may have another port; the position is kept in a table.
        // The source has no TLS, which a replica of 11.4 accepts only when told.
        return "CHANGE MASTER TO MASTER_HOST=" + literal(source.host()) + ", MASTER_PORT=" + source.port()
                + ", MASTER_USER=" + user + ", MASTER_PASSWORD=" + password
                + ", MASTER_SSL=0, MASTER_CONNECT_RETRY=1, MASTER_USE_GTID=slave_pos;\nSTART SLAVE;\n";
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
