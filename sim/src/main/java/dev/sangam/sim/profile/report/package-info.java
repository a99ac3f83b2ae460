/** A profile for people: tables, a page and JSON of what was measured, fitted and predicted by the roofline. */
@NullMarked
package dev.sangam.sim.profile.report;

import org.jspecify.annotations.NullMarked;
