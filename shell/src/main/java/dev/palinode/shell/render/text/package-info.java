/** Texts measured and made: widths, bars, spans of time, JSON. */
@NullMarked
package dev.palinode.shell.render.text;

import org.jspecify.annotations.NullMarked;
