package dev.palinode.proxy.auth.users;

import dev.palinode.engine.topo.Login;
import dev.palinode.proxy.auth.Account;
import dev.palinode.proxy.auth.Credential;
import dev.palinode.proxy.auth.HostPattern;
import dev.palinode.proxy.auth.Permission;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a users file, all of it or nothing. Not for concurrent use; each reading takes a new one. */
final class UsersFile {
    private static final String USERS = "users";
    private static final List<String> KEYS = List.of("name", "hash", "secret", "role", "grants", "hosts", "backend");
    private static final List<String> BACKEND_KEYS = List.of("user", "secret");

    /** MySQL's limit for user names, in characters. */
    private static final int MAX_NAME = 32;

    private final Path file;
    private final Login fallback;
    private final SecretSource secrets;
    private final YamlFields.Mistakes mistakes;

    private UsersFile(Path file, Login fallback, Map<String, String> environment) {
        this.file = file;
        this.fallback = fallback;
        this.secrets = new SecretSource(file, environment);
        this.mistakes = new YamlFields.Mistakes(file.toString());
    }

    /**
     * What a file says.
     *
     * @param entries in its order; no name twice, at least one
     * @param files the file itself and those that hold secrets
     */
    record Content(List<UserEntry> entries, Set<Path> files) {}

    /**
     * Reads and checks everything.
     *
     * @param fallback the account at the servers of users of whom only a hash is known
     * @throws UsersFileFault with every mistake
     */
    static Content read(Path file, Login fallback, Map<String, String> environment) throws UsersFileFault {
        return new UsersFile(file, fallback, environment).read();
    }

    private Content read() throws UsersFileFault {
        List<UserEntry> entries = new ArrayList<>();
        root().flatMap(node -> YamlFields.of(node, "the file", List.of(USERS), mistakes))
                .ifPresent(root -> root.items(USERS)
                        .forEach(item -> YamlFields.of(item, "a user", KEYS, mistakes)
                                .flatMap(this::entry)
                                .ifPresent(entries::add)));
        Set<String> names = new HashSet<>();
        for (UserEntry entry : entries) {
            if (!names.add(entry.account().name())) {
                mistakes.add("the user " + entry.account().name() + " is there twice");
            }
        }
        if (entries.isEmpty() && mistakes.list().isEmpty()) {
            mistakes.add("there is no user in it");
        }
        if (!mistakes.list().isEmpty()) {
            throw new UsersFileFault(mistakes.list());
        }
        Set<Path> files = new HashSet<>(secrets.files());
        files.add(file);
        return new Content(List.copyOf(entries), files);
    }

    private Optional<Node> root() {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return Optional.ofNullable(new Yaml(new SafeConstructor(options)).compose(reader));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine();
            mistakes.add("line " + (line + 1) + ": not YAML; a hash that begins with * or 0x needs quotes");
        } catch (YAMLException e) {
            mistakes.add("not YAML");
        } catch (NoSuchFileException e) {
            mistakes.add("there is no such file");
        } catch (IOException e) {
            mistakes.add("it cannot be read as UTF-8 text");
        }
        return Optional.empty();
    }

    private Optional<UserEntry> entry(YamlFields fields) {
        int before = mistakes.list().size();
        String name = fields.text("name").orElse("");
        if (!fields.has("name") || name.length() > MAX_NAME) {
            mistakes.add(fields.at("name"), "name must be there, with " + MAX_NAME + " characters at most");
        }
        if (fields.has("hash") == fields.has("secret")) {
            mistakes.add(fields.node(), "the user " + name + " needs one of hash and secret");
        }
        Optional<String> secret = secret(fields);
        Optional<Credential> credential = secret.map(Credential::ofPassword).or(() -> hashes(fields));
        Set<Permission> permissions = permissions(fields);
        List<HostPattern> hosts = hosts(fields);
        Login own = secret.map(known -> new Login(name, known)).orElse(fallback);
        Login backend = fields.child("backend").map(node -> backend(node, name)).orElse(own);
        return mistakes.list().size() > before
                ? Optional.empty()
                : credential.map(known -> new UserEntry(new Account(name, known, permissions, backend), hosts));
    }

    private Optional<String> secret(YamlFields fields) {
        return fields.text("secret").flatMap(reference -> {
            try {
                return Optional.of(secrets.get(reference));
            } catch (IllegalArgumentException e) {
                mistakes.add(fields.at("secret"), String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        });
    }

    private Optional<Credential> hashes(YamlFields fields) {
        List<String> hashes = fields.texts("hash");
        if (hashes.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Credential.ofHashes(hashes));
        } catch (IllegalArgumentException e) {
            mistakes.add(
                    fields.at("hash"),
                    "hash must be what palinode user hash prints, or what MySQL has stored: $A$…, *…");
            return Optional.empty();
        }
    }

    private Set<Permission> permissions(YamlFields fields) {
        String role = fields.has("role") ? fields.text("role").orElse("app") : "app";
        if (role.equals("admin")) {
            return EnumSet.allOf(Permission.class);
        }
        if (!role.equals("app")) {
            mistakes.add(fields.at("role"), "role must be app or admin");
        }
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (String grant : fields.has("grants") ? fields.texts("grants") : List.of("online-ddl")) {
            switch (grant) {
                case "online-ddl" -> permissions.add(Permission.ONLINE_DDL);
                case "control" -> permissions.add(Permission.CONTROL);
                default -> mistakes.add(fields.at("grants"), "grants must be of online-ddl, control");
            }
        }
        return permissions;
    }

    private List<HostPattern> hosts(YamlFields fields) {
        List<String> texts = fields.has("hosts") ? fields.texts("hosts") : List.of("%");
        if (texts.isEmpty()) {
            mistakes.add(fields.at("hosts"), "hosts names nobody; leave it out for anybody");
        }
        List<HostPattern> hosts = new ArrayList<>();
        for (String text : texts) {
            Optional<HostPattern> pattern = HostPattern.parse(text);
            if (pattern.isEmpty()) {
                mistakes.add(
                        fields.at("hosts"),
                        "not a host: " + text + "; write an address, a network as 10.1.0.0/16, a pattern as 10.1.%,"
                                + " or localhost (names are not looked up)");
            }
            pattern.ifPresent(hosts::add);
        }
        return hosts;
    }

    private Login backend(Node node, String name) {
        Optional<YamlFields> fields = YamlFields.of(node, "backend", BACKEND_KEYS, mistakes);
        if (fields.isEmpty()) {
            return fallback;
        }
        String user = fields.get().has("user") ? fields.get().text("user").orElse(name) : name;
        Optional<String> secret = secret(fields.get());
        if (!fields.get().has("secret")) {
            mistakes.add(node, "backend needs a secret: env:NAME or file:PATH");
        }
        return new Login(user, secret.orElse(""));
    }
}
