/** Whether a compressed model is still the same model: what both answered, and every figure computed from that. */
@NullMarked
package dev.sangam.measure.fidelity;

import org.jspecify.annotations.NullMarked;
