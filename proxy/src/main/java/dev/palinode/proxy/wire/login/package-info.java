/** The packets before the first command, and of a change of user. */
@NullMarked
package dev.palinode.proxy.wire.login;

import org.jspecify.annotations.NullMarked;
