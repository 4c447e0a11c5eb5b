/** The guided tour of {@code palinode demo}: an ALTER, a REVERT, a kill -9 and a blocked cut-over, done for real. */
@NullMarked
package dev.palinode.shell.tour;

import org.jspecify.annotations.NullMarked;
