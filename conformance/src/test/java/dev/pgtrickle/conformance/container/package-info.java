/** Stock PostgreSQL images in containers; skipped, with a message, where there is no Docker engine. */
@NullMarked
package dev.pgtrickle.conformance.container;

import org.jspecify.annotations.NullMarked;
