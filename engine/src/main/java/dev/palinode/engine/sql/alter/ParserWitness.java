package dev.palinode.engine.sql.alter;

import dev.palinode.engine.sql.SqlLexer;
import dev.palinode.engine.sql.SqlText;
import dev.palinode.engine.sql.Token;
import io.debezium.ddl.parser.mariadb.generated.MariaDBLexer;
import io.debezium.ddl.parser.mariadb.generated.MariaDBParser;
import io.debezium.ddl.parser.mariadb.generated.MariaDBParserBaseListener;
import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.debezium.ddl.parser.mysql.generated.MySqlParserBaseListener;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Lexer;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.ParseTreeListener;
import org.antlr.v4.runtime.tree.ParseTreeWalker;
import org.jspecify.annotations.Nullable;

/**
 * Asks two full grammars, MySQL's and MariaDB's, what an ALTER TABLE says. The only user of the parser library. A text
 * counts as parsed when it has no error at all; the first read takes a second or two, later ones about a millisecond.
 */
final class ParserWitness {
    /** Deeper nesting is not given to the recursive parsers. */
    private static final int MAX_DEPTH = 100;

    private ParserWitness() {}

    /**
     * What the first grammar that accepts the text says, or nothing.
     *
     * @param alter without comments
     */
    static Optional<AlterFacts> read(String alter) {
        return depth(alter) > MAX_DEPTH ? Optional.empty() : readMySql(alter).or(() -> readMariaDb(alter));
    }

    private static Optional<AlterFacts> readMySql(String alter) {
        Errors errors = new Errors();
        MySqlLexer lexer = errors.watch(new MySqlLexer(CharStreams.fromString(alter)));
        MySqlParser parser = errors.watch(new MySqlParser(new CommonTokenStream(lexer)));
        return errors.facts(parser.queries(), new MySqlReader());
    }

    private static Optional<AlterFacts> readMariaDb(String alter) {
        Errors errors = new Errors();
        MariaDBLexer lexer = errors.watch(new MariaDBLexer(CharStreams.fromString(alter)));
        MariaDBParser parser = errors.watch(new MariaDBParser(new CommonTokenStream(lexer)));
        return errors.facts(parser.root(), new MariaDbReader());
    }

    private static int depth(String text) {
        int depth = 0;
        int deepest = 0;
        for (Token token : SqlLexer.tokens(text)) {
            depth += token.isPunctuation(text, '(') ? 1 : token.isPunctuation(text, ')') ? -1 : 0;
            deepest = Math.max(deepest, depth);
        }
        return deepest;
    }

    private static String name(ParseTree identifier) {
        return SqlText.unquote(identifier.getText());
    }

    /** A listener that fills in facts. */
    private interface Reader extends ParseTreeListener {
        AlterFacts.Builder facts();

        boolean isCertain();
    }

    private static final class Errors extends BaseErrorListener {
        private boolean any;

        <L extends Lexer> L watch(L lexer) {
            lexer.removeErrorListeners();
            lexer.addErrorListener(this);
            return lexer;
        }

        <P extends Parser> P watch(P parser) {
            parser.removeErrorListeners();
            parser.addErrorListener(this);
            return parser;
        }

        Optional<AlterFacts> facts(ParseTree tree, Reader reader) {
            if (any) {
                return Optional.empty();
            }
            ParseTreeWalker.DEFAULT.walk(reader, tree);
            return reader.isCertain() ? Optional.of(reader.facts().build(true)) : Optional.empty();
        }

        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                @Nullable Object symbol,
                int line,
                int column,
                @Nullable String message,
                @Nullable RecognitionException cause) {
            any = true;
        }
    }

    /** The grammar takes any two words for a table option; such an option counts as an error. */
    private static final class MySqlReader extends MySqlParserBaseListener implements Reader {
        private final AlterFacts.Builder facts = new AlterFacts.Builder();
        private boolean alter;
        private boolean anyOption;

        @Override
        public AlterFacts.Builder facts() {
            return facts;
        }

        @Override
        public boolean isCertain() {
            return alter && !anyOption;
        }

        @Override
        public void enterAlterTable(MySqlParser.AlterTableContext ctx) {
            alter = true;
        }

        @Override
        public void enterAlterListItem(MySqlParser.AlterListItemContext item) {
            boolean column = item.columnInternalRef() != null;
            if (item.ADD_SYMBOL() != null && item.fieldDefinition() != null) {
                facts.added.add(name(item.identifier()));
            } else if (item.CHANGE_SYMBOL() != null) {
                facts.rename(name(item.columnInternalRef()), name(item.identifier()));
            } else if (item.DROP_SYMBOL() != null && item.FOREIGN_SYMBOL() != null) {
                facts.foreignKey = true;
            } else if (item.DROP_SYMBOL() != null && column && item.ALTER_SYMBOL() == null) {
                facts.dropped.add(name(item.columnInternalRef()));
            } else if (item.RENAME_SYMBOL() != null && column) {
                facts.rename(name(item.columnInternalRef()), name(item.identifier()));
            } else if (item.RENAME_SYMBOL() != null && item.tableName() != null) {
                facts.renamesTable = true;
            }
        }

        @Override
        public void enterColumnDefinition(MySqlParser.ColumnDefinitionContext ctx) {
            facts.added.add(name(ctx.columnName()));
        }

        @Override
        public void enterReferences(MySqlParser.ReferencesContext ctx) {
            facts.foreignKey = true;
        }

        @Override
        public void enterAlterPartition(MySqlParser.AlterPartitionContext ctx) {
            facts.partitions = true;
        }

        @Override
        public void enterPartitionClause(MySqlParser.PartitionClauseContext ctx) {
            facts.partitions = true;
        }

        @Override
        public void enterRemovePartitioning(MySqlParser.RemovePartitioningContext ctx) {
            facts.partitions = true;
        }

        @Override
        public void enterCreateTableOption(MySqlParser.CreateTableOptionContext ctx) {
            facts.autoIncrement |= ctx.AUTO_INCREMENT_SYMBOL() != null;
            anyOption |= ctx.getChild(0) instanceof MySqlParser.IdentifierContext;
        }
    }

    private static final class MariaDbReader extends MariaDBParserBaseListener implements Reader {
        private final AlterFacts.Builder facts = new AlterFacts.Builder();
        private boolean alter;

        @Override
        public AlterFacts.Builder facts() {
            return facts;
        }

        @Override
        public boolean isCertain() {
            return alter;
        }

        @Override
        public void enterAlterTable(MariaDBParser.AlterTableContext ctx) {
            alter = true;
            facts.partitions |= ctx.partitionDefinitions() != null;
        }

        @Override
        public void enterAlterByAddColumn(MariaDBParser.AlterByAddColumnContext ctx) {
            facts.added.add(name(ctx.uid(0)));
        }

        @Override
        public void enterAlterByAddColumns(MariaDBParser.AlterByAddColumnsContext ctx) {
            List<MariaDBParser.UidContext> names = ctx.uid();
            names.forEach(uid -> facts.added.add(name(uid)));
        }

        @Override
        public void enterColumnDeclaration(MariaDBParser.ColumnDeclarationContext ctx) {
            facts.added.add(name(ctx.uid()));
        }

        @Override
        public void enterAlterByDropColumn(MariaDBParser.AlterByDropColumnContext ctx) {
            facts.dropped.add(name(ctx.uid()));
        }

        @Override
        public void enterAlterByChangeColumn(MariaDBParser.AlterByChangeColumnContext ctx) {
            facts.rename(name(ctx.oldColumn), name(ctx.newColumn));
        }

        @Override
        public void enterAlterByRenameColumn(MariaDBParser.AlterByRenameColumnContext ctx) {
            facts.rename(name(ctx.oldColumn), name(ctx.newColumn));
        }

        @Override
        public void enterAlterByRename(MariaDBParser.AlterByRenameContext ctx) {
            facts.renamesTable = true;
        }

        @Override
        public void enterReferenceDefinition(MariaDBParser.ReferenceDefinitionContext ctx) {
            facts.foreignKey = true;
        }

        @Override
        public void enterAlterByDropForeignKey(MariaDBParser.AlterByDropForeignKeyContext ctx) {
            facts.foreignKey = true;
        }

        @Override
        public void enterAlterPartition(MariaDBParser.AlterPartitionContext ctx) {
            facts.partitions = true;
        }

        @Override
        public void enterTableOptionAutoIncrement(MariaDBParser.TableOptionAutoIncrementContext ctx) {
            facts.autoIncrement = true;
        }
    }
}
