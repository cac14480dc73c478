/**
 * The differential view maintenance engine. Each stage has a package named for what flows out of it; follow one query from
 * {@code statement} (what a user wrote) through {@code analyse}, {@code algebra}, {@code delta}, {@code program} and {@code install},
 * and one change from {@code capture} through {@code ring} and {@code refresh} to {@code frontier}.
 */
@NullMarked
package dev.pgtrickle.dvm;

import org.jspecify.annotations.NullMarked;
