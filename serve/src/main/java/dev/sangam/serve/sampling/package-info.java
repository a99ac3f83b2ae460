/** From logits to a token: bias, penalties, truncation, a seeded draw per request, and log-probabilities. */
@NullMarked
package dev.sangam.serve.sampling;

import org.jspecify.annotations.NullMarked;
