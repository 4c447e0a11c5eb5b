/** The command line: demo, serve, shell. The only package of the shell that knows the other modules. */
@NullMarked
package dev.palinode.shell.launch;

import org.jspecify.annotations.NullMarked;
