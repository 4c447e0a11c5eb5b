/** What completion knows of SQL: its words, and where in a statement a place is. */
@NullMarked
package dev.palinode.shell.input.words;

import org.jspecify.annotations.NullMarked;
