/** Files of what models answered: our own, lm-eval's samples, llama.cpp's log-probabilities of a text. */
@NullMarked
package dev.sangam.measure.fidelity.saved;

import org.jspecify.annotations.NullMarked;
