/** The catalogue of accelerators, and how a deployment names, changes or adds one. */
@NullMarked
package dev.sangam.sim.hardware;

import org.jspecify.annotations.NullMarked;
