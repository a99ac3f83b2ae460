/** The load generator: sends requests when they are due, and takes down when each part of the answers came. */
@NullMarked
package dev.sangam.measure.load;

import org.jspecify.annotations.NullMarked;
