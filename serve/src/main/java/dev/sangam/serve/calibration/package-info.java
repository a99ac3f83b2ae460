/** Measures how long the engine's steps take, and whether what is predicted from that comes true. */
@NullMarked
package dev.sangam.serve.calibration;

import org.jspecify.annotations.NullMarked;
