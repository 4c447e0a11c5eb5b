/** The list of all commands. */
@NullMarked
package dev.palinode.shell.command.catalog;

import org.jspecify.annotations.NullMarked;
