/** What a benchmark run saw, request by request: all that any figure is computed from. */
@NullMarked
package dev.sangam.measure.run;

import org.jspecify.annotations.NullMarked;
