package dev.palinode.engine.binlog.value;

import dev.palinode.engine.binlog.event.ByteCursor;
import java.util.ArrayList;
import java.util.List;

/**
 * ENUM and SET, written by label, because the target may number its labels otherwise.
 *
 * @param bytes of the number
 * @param labels in the order of the definition
 * @param set whether the number is a bitmap of labels, not the place of one
 */
record LabelCodec(int bytes, List<String> labels, boolean set) implements ValueCodec {
    @Override
    public int length(byte[] data, int from) {
        return bytes;
    }

    @Override
    public String literal(byte[] data, int from) {
        long value = ByteCursor.le(data, from, bytes);
        return set ? SqlText.utf8(joined(value)) : label(value);
    }

    @Override
    public void check(byte[] data, int from) {
        literal(data, from);
    }

    /** Zero is what a server without strict mode stored for a wrong label. */
    private String label(long value) {
        if (value == 0) {
            return "0";
        }
        if (value > labels.size()) {
            throw new IllegalArgumentException("label " + value + " of an ENUM that has " + labels.size());
        }
        return SqlText.utf8(labels.get((int) value - 1));
    }

    private String joined(long value) {
        if (labels.size() < 64 && value >>> labels.size() != 0) {
            throw new IllegalArgumentException("a SET has labels that its definition has not");
        }
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            if ((value >>> i & 1) != 0) {
                chosen.add(labels.get(i));
            }
        }
        return String.join(",", chosen);
    }
}
