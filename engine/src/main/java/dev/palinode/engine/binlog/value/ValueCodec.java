package dev.palinode.engine.binlog.value;

/**
 * Reads the values of one column in row images of the binlog. Formats: MySQL sources, {@code Field::pack} and the page
 * "Binlog Row Events"; MariaDB's are the same. Stateless.
 */
public interface ValueCodec {

    /** How many bytes the value at that place takes; it may lie beyond the array. */
    int length(byte[] data, int from);

    /** The value as SQL; see {@code RowImage.literal}. */
    String literal(byte[] data, int from);

    /**
     * Finds out early what {@link #literal} would stumble over.
     *
     * @throws IllegalArgumentException if the value cannot be written as SQL
     */
    default void check(byte[] data, int from) {}

    /** A codec for values of one size. */
    @FunctionalInterface
    interface Fixed {
        String literal(byte[] data, int from);

        static ValueCodec of(int length, Fixed reader) {
            return new ValueCodec() {
                @Override
                public int length(byte[] data, int from) {
                    return length;
                }

                @Override
                public String literal(byte[] data, int from) {
                    return reader.literal(data, from);
                }
            };
        }
    }
}
