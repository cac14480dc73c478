@NullMarked
package dev.pgtrickle.wire;

import org.jspecify.annotations.NullMarked;
