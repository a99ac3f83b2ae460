/** Rules about the product's own classes, and proof that each of them can fail. */
@NullMarked
package dev.sangam.rules;

import org.jspecify.annotations.NullMarked;
