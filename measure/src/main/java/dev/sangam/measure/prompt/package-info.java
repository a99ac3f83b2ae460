/** What is sent: prompts of exactly so many tokens, and the JSON around them. */
@NullMarked
package dev.sangam.measure.prompt;

import org.jspecify.annotations.NullMarked;
