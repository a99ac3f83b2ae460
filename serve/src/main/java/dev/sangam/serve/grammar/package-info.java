/** Output that follows a grammar: GBNF read and run in Java, within bounds, so that no text of a user's can do harm. */
@NullMarked
package dev.sangam.serve.grammar;

import org.jspecify.annotations.NullMarked;
