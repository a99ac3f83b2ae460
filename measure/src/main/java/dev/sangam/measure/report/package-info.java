/** What people read of a benchmark run: pages with plots, and text. */
@NullMarked
package dev.sangam.measure.report;

import org.jspecify.annotations.NullMarked;
