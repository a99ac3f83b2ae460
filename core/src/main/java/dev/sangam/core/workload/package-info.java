/** Arrival processes, length distributions and requests as seeded data. */
@NullMarked
package dev.sangam.core.workload;

import org.jspecify.annotations.NullMarked;
