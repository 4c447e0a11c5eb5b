/** Commands about the shell itself. */
@NullMarked
package dev.palinode.shell.command.session;

import org.jspecify.annotations.NullMarked;
