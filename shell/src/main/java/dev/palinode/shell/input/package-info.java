/** Reading statements from a terminal; the only user of JLine. */
@NullMarked
package dev.palinode.shell.input;

import org.jspecify.annotations.NullMarked;
