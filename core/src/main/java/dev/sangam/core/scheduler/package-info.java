/** The pure state machine that forms every batch, and the policies it can follow. */
@NullMarked
package dev.sangam.core.scheduler;

import org.jspecify.annotations.NullMarked;
