/** The connection to a backend: how it is made, and the way of bytes and answers on it. */
@NullMarked
package dev.palinode.proxy.session.backend;

import org.jspecify.annotations.NullMarked;
