/** Rows as text. */
@NullMarked
package dev.palinode.shell.render;

import org.jspecify.annotations.NullMarked;
