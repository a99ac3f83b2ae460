/** Published figures and tables run anew: variants of a deployment under workloads, ours beside the paper's. */
@NullMarked
package dev.sangam.sim.experiment;

import org.jspecify.annotations.NullMarked;
