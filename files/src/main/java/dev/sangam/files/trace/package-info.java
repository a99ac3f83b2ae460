/** Readers of request traces as published, and the writer and reader of our own. */
@NullMarked
package dev.sangam.files.trace;

import org.jspecify.annotations.NullMarked;
