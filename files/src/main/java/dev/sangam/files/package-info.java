/** Readers of the files users hand us; whatever they do not understand is an error that names its place. */
@NullMarked
package dev.sangam.files;

import org.jspecify.annotations.NullMarked;
