package dev.palinode.engine.migration.runner.direct;

import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.diff.TableDiff;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a table and its clone by CREATE TABLE … LIKE have in common. */
public final class Definition {
    private Definition() {}

    /** A digest of the definition without its name, names of CHECK constraints, and foreign keys, which a clone lacks. */
    public static String digest(TableDef table) {
        byte[] text = normal(table.createStatement()).getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String normal(String create) {
        return Stream.concat(
                        lines(create).filter(line -> !line.startsWith("CHECK ")),
                        lines(create).filter(line -> line.startsWith("CHECK ")).sorted())
                .collect(Collectors.joining("\n"));
    }

    private static Stream<String> lines(String create) {
        return TableDiff.withoutCheckNames(create)
                .lines()
                .skip(1)
                .map(line -> line.strip().replaceFirst(",$", ""))
                .filter(line -> !(line.startsWith("CONSTRAINT ") && line.contains(" FOREIGN KEY (")));
    }
}
