/** Runs that ask models, and keep what they answered as they go, so that one that was cut off goes on where it was. */
@NullMarked
package dev.sangam.measure.fidelity.run;

import org.jspecify.annotations.NullMarked;
