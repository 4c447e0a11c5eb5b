/** The part of the configuration that says in which topology the servers are. */
@NullMarked
package dev.palinode.proxy.config.topo;

import org.jspecify.annotations.NullMarked;
