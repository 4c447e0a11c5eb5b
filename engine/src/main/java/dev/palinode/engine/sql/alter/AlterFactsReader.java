package dev.palinode.engine.sql.alter;

import dev.palinode.engine.sql.Span;
import dev.palinode.engine.sql.SqlLexer;
import dev.palinode.engine.sql.SqlText;
import dev.palinode.engine.sql.StatementSplitter;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what an ALTER TABLE says about names. Two readers that know nothing of each other have to agree: a full grammar
 * and one that only looks at how clauses begin. Where no grammar accepts the text, the second counts alone, and only
 * when it recognised every clause. Versioned comments may or may not be code for the server at hand, so that a text
 * with such comments is understood only if it says the same with and without them.
 */
public final class AlterFactsReader {
    private AlterFactsReader() {}

    /** The facts; never throws. May take a second or two at the first call, which loads the grammars. */
    public static AlterFacts read(String alterText) {
        String text = StatementSplitter.trim(alterText);
        List<Token> tokens = SqlLexer.tokens(text);
        AlterFacts asCode = agreed(plain(text, tokens, true));
        if (tokens.stream().noneMatch(token -> token.kind() == Kind.CODE_OPEN)) {
            return asCode;
        }
        AlterFacts asComment = agreed(plain(text, tokens, false));
        return asCode.understood() && asCode.agreesWith(asComment) ? asCode : asCode.unsureWith(asComment);
    }

    private static AlterFacts agreed(String text) {
        AlterFacts byClauses = AlterClauses.read(text);
        Optional<AlterFacts> byGrammar = ParserWitness.read(text);
        if (byGrammar.isEmpty()) {
            return byClauses;
        }
        return byGrammar.get().agreesWith(byClauses)
                ? byGrammar.get()
                : byGrammar.get().unsureWith(byClauses);
    }

    /** The text without comments; the content of versioned ones stays or goes. */
    private static String plain(String text, List<Token> tokens, boolean withCode) {
        List<SqlText.Edit> edits = new ArrayList<>();
        int codeStart = -1;
        for (Token token : tokens) {
            boolean open = token.kind() == Kind.CODE_OPEN;
            boolean close = token.kind() == Kind.CODE_CLOSE;
            if (!withCode && (codeStart >= 0 || open)) {
                codeStart = open ? token.start() : codeStart;
                if (close || token.end() == text.length()) {
                    edits.add(new SqlText.Edit(new Span(codeStart, token.end()), " "));
                    codeStart = -1;
                }
            } else if (open || close || token.kind() == Kind.COMMENT || token.kind() == Kind.HINT) {
                edits.add(new SqlText.Edit(token.span(), " "));
            }
        }
        return SqlText.apply(text, edits);
    }
}
