/** What becomes of a statement: an answer of ours, work, or the way to the server. */
@NullMarked
package dev.palinode.proxy.intercept.answer;

import org.jspecify.annotations.NullMarked;
