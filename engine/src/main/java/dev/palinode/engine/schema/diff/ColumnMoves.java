package dev.palinode.engine.schema.diff;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which columns have to be moved so that the others can stay: all but a longest increasing run of old places. */
final class ColumnMoves {
    private ColumnMoves() {}

    /**
     * The columns that need a place of their own.
     *
     * @param before the columns that are in both tables, in the old order
     * @param after the same in the new order
     */
    static Set<String> moved(List<String> before, List<String> after) {
        int size = after.size();
        List<Integer> places = after.stream().map(before::indexOf).toList();
        int[] length = new int[size];
        int[] previous = new int[size];
        int last = -1;
        for (int i = 0; i < size; i++) {
            length[i] = 1;
            previous[i] = -1;
            for (int j = 0; j < i; j++) {
                if (places.get(j) < places.get(i) && length[j] + 1 > length[i]) {
                    length[i] = length[j] + 1;
                    previous[i] = j;
                }
            }
            last = last < 0 || length[i] > length[last] ? i : last;
        }
        Set<String> moved = new HashSet<>(after);
        for (int i = last; i >= 0; i = previous[i]) {
            moved.remove(after.get(i));
        }
        return moved;
    }
}
