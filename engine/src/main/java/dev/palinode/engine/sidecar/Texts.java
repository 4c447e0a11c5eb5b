package dev.palinode.engine.sidecar;

/** Texts that fit their columns. */
final class Texts {
    /** Characters that a TEXT column holds at four bytes each; the limit of Vitess for messages. */
    private static final int MAX = 16_383;

    private Texts() {}

    /** The text without what is too long, never cut inside a character. */
    static String cut(String text) {
        return text.codePointCount(0, text.length()) <= MAX ? text : text.substring(0, text.offsetByCodePoints(0, MAX));
    }
}
