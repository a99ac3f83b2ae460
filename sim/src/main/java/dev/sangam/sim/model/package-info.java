/** The catalogue of models, the reader of Hugging Face configurations, and the planner of GPU memory. */
@NullMarked
package dev.sangam.sim.model;

import org.jspecify.annotations.NullMarked;
