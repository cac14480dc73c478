/** Measures what IMMEDIATE stream tables cost concurrent writers and their readers. */
@NullMarked
package dev.pgtrickle.proxy.bench.immediate;

import org.jspecify.annotations.NullMarked;
