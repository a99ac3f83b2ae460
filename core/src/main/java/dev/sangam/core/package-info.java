/** The scheduler core: one set of rules for the real engine and for the simulator. Depends on java.base alone. */
@NullMarked
package dev.sangam.core;

import org.jspecify.annotations.NullMarked;
