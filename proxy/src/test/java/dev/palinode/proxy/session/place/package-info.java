/** How sessions' texts are read, and where they lead. */
@NullMarked
package dev.palinode.proxy.session.place;

import org.jspecify.annotations.NullMarked;
