/** Reads sets of questions and prompts in the layouts in which they are published, and makes of them what a model is asked. */
@NullMarked
package dev.sangam.measure.fidelity.items;

import org.jspecify.annotations.NullMarked;
