/** A replica joins a scheduler and an executor on an event loop: the same class in both worlds. */
@NullMarked
package dev.sangam.core.replica;

import org.jspecify.annotations.NullMarked;
