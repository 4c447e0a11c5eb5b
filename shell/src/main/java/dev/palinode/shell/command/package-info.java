/** What a command of the shell is, and what it works with. */
@NullMarked
package dev.palinode.shell.command;

import org.jspecify.annotations.NullMarked;
