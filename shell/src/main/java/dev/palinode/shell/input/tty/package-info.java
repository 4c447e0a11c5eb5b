/** What this process is connected to: terminals, their signals, and a password asked for on them. */
@NullMarked
package dev.palinode.shell.input.tty;

import org.jspecify.annotations.NullMarked;
