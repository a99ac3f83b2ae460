/** The cheapest of many deployments that serves a workload within its goals. */
@NullMarked
package dev.sangam.sim.search;

import org.jspecify.annotations.NullMarked;
