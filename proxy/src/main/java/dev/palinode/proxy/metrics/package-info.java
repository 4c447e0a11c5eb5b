/** What the proxy counts, and how it is told to Prometheus. */
@NullMarked
package dev.palinode.proxy.metrics;

import org.jspecify.annotations.NullMarked;
