/** The whole product through a real client: what users do, and what must hold meanwhile. */
@NullMarked
package dev.palinode.proxy.scenario;

import org.jspecify.annotations.NullMarked;
