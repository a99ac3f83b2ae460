/** A model that is asked for probabilities, not for service: options of questions, texts of several models side by side, greedy answers. */
@NullMarked
package dev.sangam.serve.scoring;

import org.jspecify.annotations.NullMarked;
