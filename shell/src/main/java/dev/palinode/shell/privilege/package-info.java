/** What the shell wants to know of the engine about privileges; {@code launch} knows the engine. */
@NullMarked
package dev.palinode.shell.privilege;

import org.jspecify.annotations.NullMarked;
