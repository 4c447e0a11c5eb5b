package dev.palinode.proxy.auth.users;

import dev.palinode.proxy.auth.Account;
import dev.palinode.proxy.auth.HostPattern;
import java.net.InetAddress;
import java.util.List;

/**
 * One entry of the users file.
 *
 * @param account what it says of the user
 * @param hosts where the user may come from; any of them
 */
record UserEntry(Account account, List<HostPattern> hosts) {
    UserEntry {
        hosts = List.copyOf(hosts);
    }

    boolean allows(InetAddress client) {
        return hosts.stream().anyMatch(pattern -> pattern.matches(client));
    }
}
