/** Commands about the servers, the sessions and the old tables. */
@NullMarked
package dev.palinode.shell.command.admin;

import org.jspecify.annotations.NullMarked;
