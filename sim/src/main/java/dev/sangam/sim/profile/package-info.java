/** Operator profiles: reading recorded tables and measured profiles, and training the ones from the other. */
@NullMarked
package dev.sangam.sim.profile;

import org.jspecify.annotations.NullMarked;
