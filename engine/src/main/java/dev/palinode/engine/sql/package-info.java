/** Text of SQL and its words: the lexer, statements as values, strategy parser. Text is never regenerated. */
@NullMarked
package dev.palinode.engine.sql;

import org.jspecify.annotations.NullMarked;
