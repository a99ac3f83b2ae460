/** The search for the cheapest deployment that meets its goals: the capacity of one configuration, and the best of many. */
@NullMarked
package dev.sangam.sim.plan;

import org.jspecify.annotations.NullMarked;
