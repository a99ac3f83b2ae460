/** Results for people and for programs: tables, JSON, Parquet, traces, pages. */
@NullMarked
package dev.sangam.sim.report;

import org.jspecify.annotations.NullMarked;
