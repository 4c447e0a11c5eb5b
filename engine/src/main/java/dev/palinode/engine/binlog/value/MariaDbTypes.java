package dev.palinode.engine.binlog.value;

import java.util.Locale;

/** Types of MariaDB that are kept as fixed bytes: UUID, INET4 and INET6. Written as typed values. */
final class MariaDbTypes {
    private static final int LONG_BYTES = 16;
    private static final int INET4_BYTES = 4;

    private MariaDbTypes() {}

    static boolean isOne(String dataType) {
        return switch (dataType) {
            case "uuid", "inet4", "inet6" -> true;
            default -> false;
        };
    }

    /** How many bytes a value has. */
    static int bytes(String dataType) {
        return dataType.equals("inet4") ? INET4_BYTES : LONG_BYTES;
    }

    static ValueCodec codec(String dataType) {
        return new Kept(
                bytes(dataType),
                dataType.equals("uuid") ? MariaDbTypes::uuid : bytes -> cast(bytes, dataType.toUpperCase(Locale.ROOT)));
    }

    /** Bytes behind a length, without their trailing zeros. */
    private record Kept(int size, Bytes reader) implements ValueCodec {
        @Override
        public int length(byte[] data, int from) {
            return from < data.length ? 1 + data[from] : 1;
        }

        @Override
        public String literal(byte[] data, int from) {
            byte[] bytes = new byte[size];
            System.arraycopy(data, from + 1, bytes, 0, data[from]);
            return reader.literal(bytes);
        }

        @Override
        public void check(byte[] data, int from) {
            literal(data, from);
        }
    }

    @FunctionalInterface
    private interface Bytes {
        String literal(byte[] bytes);
    }

    private static String cast(byte[] bytes, String type) {
        return "CAST(" + SqlText.binary(bytes) + " AS " + type + ")";
    }

    /**
     * UUIDs of versions 1 to 5 are kept with their segments in reverse order, so that those made at one time lie
     * together; the variant's high bit tells them from the others (MariaDB, sql_type_uuid.h).
     */
    private static String uuid(byte[] kept) {
        if ((kept[6] & 0x80) == 0 || kept[8] <= 0 || kept[8] >= 0x60) {
            return cast(kept, "UUID");
        }
        byte[] out = new byte[LONG_BYTES];
        System.arraycopy(kept, 12, out, 0, 4);
        System.arraycopy(kept, 10, out, 4, 2);
        System.arraycopy(kept, 8, out, 6, 2);
        System.arraycopy(kept, 6, out, 8, 2);
        System.arraycopy(kept, 0, out, 10, 6);
        return cast(out, "UUID");
    }
}
