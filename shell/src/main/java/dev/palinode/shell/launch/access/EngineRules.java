package dev.palinode.shell.launch.access;

import dev.palinode.engine.preflight.AccountCheck;
import dev.palinode.engine.preflight.Problem.Severity;
import dev.palinode.shell.privilege.GrantRules;
import java.util.List;

/** What the engine asks of its account, for the shell. */
public final class EngineRules implements GrantRules {
    private static final String SIDECAR = "_vt";

    /** The rules of the engine of this version. */
    public EngineRules() {}

    @Override
    public List<Lack> lacking(List<String> grants, String account, String keyspace, String version) {
        return AccountCheck.lacking(grants, account, keyspace, SIDECAR, version).stream()
                .map(one -> new Lack(one.what(), one.fix(), one.severity() == Severity.ERROR))
                .toList();
    }
}
