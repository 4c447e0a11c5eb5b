package dev.palinode.engine.preflight;

import dev.palinode.engine.dialect.ServerVersion;
import java.util.List;

/** What an account that our engine could work with lacks, for those who ask before the engine is there. */
public final class AccountCheck {
    private AccountCheck() {}

    /**
     * Compares what an account may do with what {@link Preflight} will ask of it.
     *
     * @param grants the lines of SHOW GRANTS; none of an account that has nothing, which then lacks all that is needed
     * @param account as a GRANT names it
     * @param keyspace the keyspace's schema
     * @param sidecar the schema of our own tables
     * @param version what SELECT VERSION() says
     * @return what is missing, each with the GRANT that gives it
     */
    public static List<Problem> lacking(
            List<String> grants, String account, String keyspace, String sidecar, String version) {
        return PrivilegeRules.check(Grants.parse(grants), account, keyspace, sidecar, ServerVersion.parse(version));
    }
}
