package dev.palinode.shell.input;

import java.util.regex.Pattern;

/** Knows which statements may carry a password; errs on the side of calling too many secret. */
final class Secrets {
    private static final Pattern SUSPECT = Pattern.compile(
            "\\bidentified\\b|\\b(?:\\w+_)?password\\b|\\baccess_key\\b|://[^\\s/]*:[^\\s/]*@",
            Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    static boolean in(String statement) {
        return SUSPECT.matcher(statement).find();
    }
}
