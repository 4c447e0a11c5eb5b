/** Connections to servers. */
@NullMarked
package dev.palinode.proxy.session.backend;

import org.jspecify.annotations.NullMarked;
