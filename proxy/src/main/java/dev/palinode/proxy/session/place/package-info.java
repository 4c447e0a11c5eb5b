/** Where a session's commands go: keyspaces, their clusters, and the types of tablets that a client can ask for. */
@NullMarked
package dev.palinode.proxy.session.place;

import org.jspecify.annotations.NullMarked;
