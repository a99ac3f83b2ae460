/** A server that answers by a script and knows when it wrote what: the truth that the load generator is measured against. */
@NullMarked
package dev.sangam.measure.target;

import org.jspecify.annotations.NullMarked;
