/** Scripts by which bash, zsh and fish complete the command line. */
@NullMarked
package dev.palinode.shell.launch.completion;

import org.jspecify.annotations.NullMarked;
