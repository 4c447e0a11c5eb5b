/** Which schemas a statement's tables are in, as far as its text tells. */
@NullMarked
package dev.palinode.proxy.intercept.reach;

import org.jspecify.annotations.NullMarked;
