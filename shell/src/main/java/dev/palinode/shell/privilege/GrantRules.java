package dev.palinode.shell.privilege;

import java.util.List;

/** Knows which privileges Palinode's account needs at the server. */
public interface GrantRules {
    /**
     * Something that an account lacks.
     *
     * @param what a sentence
     * @param grant the statement that gives it
     * @param required false when only some things do not work without it
     */
    record Lack(String what, String grant, boolean required) {}

    /**
     * Compares what an account may do with what is needed.
     *
     * @param grants the lines of SHOW GRANTS; none to be told all that is needed
     * @param account as a GRANT names it
     * @param keyspace the keyspace's schema
     * @param version what SELECT VERSION() says
     * @return what is missing
     */
    List<Lack> lacking(List<String> grants, String account, String keyspace, String version);
}
