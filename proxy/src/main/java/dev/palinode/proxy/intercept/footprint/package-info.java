/** What statements leave behind in the session that runs them, told from their texts. */
@NullMarked
package dev.palinode.proxy.intercept.footprint;

import org.jspecify.annotations.NullMarked;
