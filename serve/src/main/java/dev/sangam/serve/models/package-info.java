/** The model that comes with the product. */
@NullMarked
package dev.sangam.serve.models;

import org.jspecify.annotations.NullMarked;
