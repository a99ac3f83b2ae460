/** How fast the hot paths are, measured with JMH. */
@NullMarked
package dev.sangam.benchmarks;

import org.jspecify.annotations.NullMarked;
