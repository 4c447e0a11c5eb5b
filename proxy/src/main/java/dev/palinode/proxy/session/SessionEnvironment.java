package dev.palinode.proxy.session;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.topo.Topology;
import dev.palinode.proxy.accesslog.AccessLog;
import dev.palinode.proxy.auth.RsaKeys;
import dev.palinode.proxy.auth.UserDirectory;
import dev.palinode.proxy.gate.GateFactory;
import dev.palinode.proxy.intercept.StatementRouter;
import dev.palinode.proxy.metrics.ProxyMetrics;
import dev.palinode.proxy.session.backend.BackendConnector;
import dev.palinode.proxy.session.backend.ServerProfiles;
import dev.palinode.proxy.session.limit.Limits;
import java.security.SecureRandom;
import java.util.concurrent.Executor;

/**
 * What the sessions of one proxy share.
 *
 * @param work where work that may block is done; it may refuse
 * @param localFiles whether LOAD DATA LOCAL is allowed
 * @param limits what clients may do
 */
public record SessionEnvironment(
        Topology topology,
        UserDirectory users,
        RsaKeys keys,
        SecureRandom random,
        StatementRouter router,
        GateFactory gates,
        DdlStrategy defaultStrategy,
        Executor work,
        SessionRegistry registry,
        ServerProfiles profiles,
        BackendConnector connector,
        boolean localFiles,
        Limits limits,
        ProxyMetrics metrics,
        AccessLog accessLog) {}
