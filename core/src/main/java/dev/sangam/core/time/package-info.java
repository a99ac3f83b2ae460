/** Time as an interface: the event loop that owns all mutable state, and its simulated form. */
@NullMarked
package dev.sangam.core.time;

import org.jspecify.annotations.NullMarked;
