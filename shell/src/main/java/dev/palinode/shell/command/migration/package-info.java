/** Commands that look at one migration or steer it. */
@NullMarked
package dev.palinode.shell.command.migration;

import org.jspecify.annotations.NullMarked;
