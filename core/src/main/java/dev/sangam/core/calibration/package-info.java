/** Batch times of the machine at hand: what is measured, the model fitted to it, and its correction while it is used. */
@NullMarked
package dev.sangam.core.calibration;

import org.jspecify.annotations.NullMarked;
