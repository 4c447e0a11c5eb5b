/** How much the clients of a proxy may have of it. */
@NullMarked
package dev.palinode.proxy.session.limit;

import org.jspecify.annotations.NullMarked;
