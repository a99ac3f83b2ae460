/** A deployment file with its names resolved: ready to be simulated. */
@NullMarked
package dev.sangam.sim.deployment;

import org.jspecify.annotations.NullMarked;
