/** The endpoint that is measured: where it is, what it turned out to be, and what is asked of it besides the load. */
@NullMarked
package dev.sangam.measure.endpoint;

import org.jspecify.annotations.NullMarked;
