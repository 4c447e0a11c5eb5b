package dev.palinode.proxy.session;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.proxy.accesslog.AccessLog;
import dev.palinode.proxy.auth.RsaKeys;
import dev.palinode.proxy.auth.UserDirectory;
import dev.palinode.proxy.intercept.StatementRouter;
import dev.palinode.proxy.listen.Door;
import dev.palinode.proxy.metrics.ProxyMetrics;
import dev.palinode.proxy.session.backend.BackendConnector;
import dev.palinode.proxy.session.backend.ServerProfiles;
import dev.palinode.proxy.session.limit.Limits;
import dev.palinode.proxy.session.limit.LoginDelays;
import dev.palinode.proxy.session.limit.WorkPools;
import dev.palinode.proxy.session.place.Keyspaces;
import dev.palinode.proxy.wire.Capability;
import java.security.SecureRandom;
import java.util.concurrent.Executor;

/**
 * What the sessions of one proxy share.
 *
 * @param keyspaces where commands go
 * @param work where work that may block is done; they may refuse
 * @param logins where passwords are checked that take computing; it may refuse
 * @param delays of answers to those who have failed to log in
 * @param localFiles whether LOAD DATA LOCAL is allowed
 * @param limits what clients may do
 * @param door how clients may come in
 */
public record SessionEnvironment(
        Keyspaces keyspaces,
        UserDirectory users,
        RsaKeys keys,
        SecureRandom random,
        StatementRouter router,
        DdlStrategy defaultStrategy,
        WorkPools work,
        Executor logins,
        LoginDelays delays,
        SessionRegistry registry,
        ServerProfiles profiles,
        BackendConnector connector,
        boolean localFiles,
        Limits limits,
        ProxyMetrics metrics,
        AccessLog accessLog,
        Door door) {

    /** The capabilities that clients are offered of those which the server has. */
    long offered(long server) {
        return Capability.offered(server, localFiles) | (door.tls().isPresent() ? Capability.SSL : 0);
    }
}
