/** Commands that follow migrations until they end or the user leaves. */
@NullMarked
package dev.palinode.shell.command.watch;

import org.jspecify.annotations.NullMarked;
