@NullMarked
package dev.palinode.proxy.http;

import org.jspecify.annotations.NullMarked;
