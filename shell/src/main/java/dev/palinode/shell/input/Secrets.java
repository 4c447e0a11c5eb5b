package dev.palinode.shell.input;

import java.util.regex.Pattern;

/** Knows which statements may carry a password; errs on the side of calling too many secret. */
final class Secrets {
    private static final Pattern SUSPECT = Pattern.compile(
            "\\bidentified\\b|\\w*(?:password|passwd|pwd|passphrase)\\b"
                    + "|\\b(?:\\w+_)?(?:access_key|secret_key|api_key|secret|token)\\b"
                    // A password in an address may hold a slash.
                    + "|://[^\\s/:]*:\\S*@"
                    // The MySQL programs take a password behind -p, without a blank.
                    + "|^\\s*(?:\\\\!|system\\b|\\\\P|pager\\b).*\\s-\\w*p[^\\s-]",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    private Secrets() {}

    static boolean in(String statement) {
        return SUSPECT.matcher(statement).find();
    }
}
