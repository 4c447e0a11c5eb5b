/** TLS to the servers: what is wanted of it, and what the libraries need for that. */
@NullMarked
package dev.palinode.engine.tls;

import org.jspecify.annotations.NullMarked;
