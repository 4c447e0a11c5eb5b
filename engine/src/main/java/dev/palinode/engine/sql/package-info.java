/** From statement text to meaning: lexer, classifier, strategy parser. Text is never regenerated. */
@NullMarked
package dev.palinode.engine.sql;

import org.jspecify.annotations.NullMarked;
