/** What a packet and a statement cost on their way through, measured by JMH; see docs/benchmarks.md. */
@NullMarked
package dev.palinode.proxy.bench;

import org.jspecify.annotations.NullMarked;
