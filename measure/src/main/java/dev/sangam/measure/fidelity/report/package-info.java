/** What a comparison of two models says, to people: a table, JSON, tables per item and token, and pages to read. */
@NullMarked
package dev.sangam.measure.fidelity.report;

import org.jspecify.annotations.NullMarked;
