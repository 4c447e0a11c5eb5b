/** Options of the command line that belong together. */
@NullMarked
package dev.palinode.shell.launch.option;

import org.jspecify.annotations.NullMarked;
