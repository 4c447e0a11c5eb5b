/** The connection to a server, over JDBC. */
@NullMarked
package dev.palinode.shell.client;

import org.jspecify.annotations.NullMarked;
