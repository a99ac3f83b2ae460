/** Every figure of a benchmark, computed from the record of its run and from nothing else. */
@NullMarked
package dev.sangam.measure.figures;

import org.jspecify.annotations.NullMarked;
