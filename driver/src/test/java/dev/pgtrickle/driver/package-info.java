/** Tests of the driver, against embedded servers. */
@NullMarked
package dev.pgtrickle.driver;

import org.jspecify.annotations.NullMarked;
