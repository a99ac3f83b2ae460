/** Batch-time models: how long an iteration takes, predicted from the shape of its batch. */
@NullMarked
package dev.sangam.core.batchtime;

import org.jspecify.annotations.NullMarked;
