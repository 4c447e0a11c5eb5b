@NullMarked
package dev.palinode.proxy.session.activity;

import org.jspecify.annotations.NullMarked;
