/** The SQL shell: read, send, print, again; and the same for scripts. */
@NullMarked
package dev.palinode.shell;

import org.jspecify.annotations.NullMarked;
