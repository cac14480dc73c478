@NullMarked
package dev.pgtrickle.proxy;

import org.jspecify.annotations.NullMarked;
