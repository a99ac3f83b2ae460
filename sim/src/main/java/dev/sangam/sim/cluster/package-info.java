/** Replicas behind a router, run in virtual time. */
@NullMarked
package dev.sangam.sim.cluster;

import org.jspecify.annotations.NullMarked;
