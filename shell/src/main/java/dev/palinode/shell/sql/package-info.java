/** Statements sent, and what comes back printed or read. */
@NullMarked
package dev.palinode.shell.sql;

import org.jspecify.annotations.NullMarked;
