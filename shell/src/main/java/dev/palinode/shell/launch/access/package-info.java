/** The command line's part of who may connect: the options of {@code serve}, and {@code palinode user}. */
@NullMarked
package dev.palinode.shell.launch.access;

import org.jspecify.annotations.NullMarked;
