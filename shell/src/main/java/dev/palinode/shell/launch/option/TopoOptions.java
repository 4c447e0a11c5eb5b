package dev.palinode.shell.launch.option;

import dev.palinode.proxy.config.topo.TopoReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code palinode serve} that say in which topology the servers are. */
public final class TopoOptions {
    @Option(
            names = "--topo",
            paramLabel = "URL",
            description = "Instead of --backend: the topology that names the servers, and that is followed as it"
                    + " changes: file:/path, or etcd://host:2379/root (docs/topology.md).")
    private Optional<String> topo = Optional.empty();

    @Option(
            names = "--topo-password-file",
            paramLabel = "FILE",
            description = "The password of the user in etcd's URL. Default: the environment variable "
                    + TopoReader.TOPO_PASSWORD_VARIABLE)
    private Optional<String> topoPasswordFile = Optional.empty();

    @Option(names = "--keyspace", paramLabel = "NAME", description = "With --topo: the keyspace, which is the schema.")
    private Optional<String> keyspace = Optional.empty();

    @Option(names = "--tablet-user", paramLabel = "USER", description = "With --topo: the account at every server.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = "--tablet-password-file",
            paramLabel = "FILE",
            description = "Its password. Default: the environment variable " + TopoReader.TABLET_PASSWORD_VARIABLE)
    private Optional<String> passwordFile = Optional.empty();

    @Option(
            names = "--tablet-ssl-mode",
            paramLabel = "MODE",
            description = "With --topo: TLS to the servers, as ssl-mode in a --backend. Default: PREFERRED")
    private Optional<String> sslMode = Optional.empty();

    @Option(names = "--tablet-ssl-ca", paramLabel = "FILE", description = "Who vouches for the servers.")
    private Optional<String> sslCa = Optional.empty();

    @Option(names = "--tablet-ssl-cert", paramLabel = "FILE", description = "What is shown to the servers.")
    private Optional<String> sslCert = Optional.empty();

    @Option(names = "--tablet-ssl-key", paramLabel = "FILE", description = "Its private key.")
    private Optional<String> sslKey = Optional.empty();

    /** For picocli. */
    public TopoOptions() {}

    /** What was said, by key. */
    public Map<String, String> said() {
        Map<String, String> said = new HashMap<>();
        topo.ifPresent(value -> said.put("topo", value));
        topoPasswordFile.ifPresent(value -> said.put("topo-password-file", value));
        keyspace.ifPresent(value -> said.put("keyspace", value));
        user.ifPresent(value -> said.put("tablet-user", value));
        passwordFile.ifPresent(value -> said.put("tablet-password-file", value));
        sslMode.ifPresent(value -> said.put("tablet-ssl-mode", value));
        sslCa.ifPresent(value -> said.put("tablet-ssl-ca", value));
        sslCert.ifPresent(value -> said.put("tablet-ssl-cert", value));
        sslKey.ifPresent(value -> said.put("tablet-ssl-key", value));
        return said;
    }
}
