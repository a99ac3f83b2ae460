/** Asks a model behind an OpenAI-compatible endpoint, through the log-probabilities that it gives. */
@NullMarked
package dev.sangam.measure.fidelity.remote;

import org.jspecify.annotations.NullMarked;
