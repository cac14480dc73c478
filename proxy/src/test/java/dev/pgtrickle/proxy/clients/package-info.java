/** Programs and drivers that people use, through the proxy. */
@NullMarked
package dev.pgtrickle.proxy.clients;

import org.jspecify.annotations.NullMarked;
