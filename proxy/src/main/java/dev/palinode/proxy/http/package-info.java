/** The HTTP port for people and machines that watch the proxy: metrics and health. */
@NullMarked
package dev.palinode.proxy.http;

import org.jspecify.annotations.NullMarked;
