/** What the first bytes and the words of a command say about it, and the statements prepared so far. */
@NullMarked
package dev.palinode.proxy.session.command;

import org.jspecify.annotations.NullMarked;
