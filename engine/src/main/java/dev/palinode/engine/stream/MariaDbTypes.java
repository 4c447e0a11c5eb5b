package dev.palinode.engine.stream;

import dev.palinode.engine.stream.ValueCodec.Fixed;
import java.util.Arrays;

/** Types of MariaDB that are kept as fixed bytes: UUID, INET4 and INET6. Written as typed values. */
final class MariaDbTypes {
    private static final int UUID_BYTES = 16;

    private MariaDbTypes() {}

    static boolean isOne(String dataType) {
        return switch (dataType) {
            case "uuid", "inet4", "inet6" -> true;
            default -> false;
        };
    }

    static ValueCodec codec(String dataType) {
        return switch (dataType) {
            case "uuid" -> Fixed.of(UUID_BYTES, MariaDbTypes::uuid);
            case "inet4" -> Fixed.of(4, (data, from) -> cast(Arrays.copyOfRange(data, from, from + 4), "INET4"));
            default -> Fixed.of(16, (data, from) -> cast(Arrays.copyOfRange(data, from, from + 16), "INET6"));
        };
    }

    private static String cast(byte[] bytes, String type) {
        return "CAST(" + SqlText.binary(bytes) + " AS " + type + ")";
    }

    /**
     * UUIDs of versions 1 to 5 are kept with their segments in reverse order, so that those made at one time lie
     * together; the variant's high bit tells them from the others (MariaDB, sql_type_uuid.h).
     */
    private static String uuid(byte[] data, int from) {
        byte[] kept = Arrays.copyOfRange(data, from, from + UUID_BYTES);
        if ((kept[6] & 0x80) == 0 || kept[8] <= 0 || kept[8] >= 0x60) {
            return cast(kept, "UUID");
        }
        byte[] out = new byte[UUID_BYTES];
        System.arraycopy(kept, 12, out, 0, 4);
        System.arraycopy(kept, 10, out, 4, 2);
        System.arraycopy(kept, 8, out, 6, 2);
        System.arraycopy(kept, 6, out, 8, 2);
        System.arraycopy(kept, 0, out, 10, 6);
        return cast(out, "UUID");
    }
}
