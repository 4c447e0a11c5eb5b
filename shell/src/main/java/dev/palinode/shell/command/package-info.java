/** The shell's own commands, in one registry. */
@NullMarked
package dev.palinode.shell.command;

import org.jspecify.annotations.NullMarked;
