/** Real clients doing their real work, once directly and once through the proxy, and the two compared. */
@NullMarked
package dev.palinode.proxy.compat;

import org.jspecify.annotations.NullMarked;
