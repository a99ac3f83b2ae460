/** Files of JSON objects that others wrote, read one by one, each with the place where it stands. */
@NullMarked
package dev.sangam.measure.fidelity.records;

import org.jspecify.annotations.NullMarked;
