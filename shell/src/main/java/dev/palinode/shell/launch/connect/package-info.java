/** Where the shell connects to, and as whom: command line, environment, option files. */
@NullMarked
package dev.palinode.shell.launch.connect;

import org.jspecify.annotations.NullMarked;
