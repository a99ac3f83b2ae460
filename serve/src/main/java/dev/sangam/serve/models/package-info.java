/** Models by reference: a path, a file of the Hugging Face hub that is downloaded once, or the demo that ships with the product. */
@NullMarked
package dev.sangam.serve.models;

import org.jspecify.annotations.NullMarked;
