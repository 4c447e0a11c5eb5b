package dev.palinode.proxy.intercept.answer;

import java.util.Objects;

/**
 * How far work is whose answer is awaited.
 *
 * @param stage which stage it is in, from 1
 * @param stages how many there are
 * @param percent of the stage, 0 to 100
 * @param doing what it is busy with, a few words
 */
public record Progress(int stage, int stages, double percent, String doing) {
    public Progress {
        Objects.requireNonNull(doing, "doing");
        if (stage < 1 || stage > stages) {
            throw new IllegalArgumentException("stage " + stage + " of " + stages);
        }
        percent = Math.max(0, Math.min(100, percent));
    }
}
