/** The calibration profile: a file with the batch times that were measured of a machine and a model. */
@NullMarked
package dev.sangam.files.calibration;

import org.jspecify.annotations.NullMarked;
