@NullMarked
package dev.pgtrickle.driver;

import org.jspecify.annotations.NullMarked;
