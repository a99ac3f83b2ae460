/** What can be seen of a run while it goes on. */
@NullMarked
package dev.sangam.measure.live;

import org.jspecify.annotations.NullMarked;
