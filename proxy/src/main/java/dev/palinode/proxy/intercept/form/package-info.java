/** The forms that a statement's text may come in. Pure text; knows nothing of sessions. */
@NullMarked
package dev.palinode.proxy.intercept.form;

import org.jspecify.annotations.NullMarked;
