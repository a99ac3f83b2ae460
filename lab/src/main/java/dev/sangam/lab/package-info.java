/** Trains the small demo model that ships with Sangam, and writes it as a GGUF file. */
@NullMarked
package dev.sangam.lab;

import org.jspecify.annotations.NullMarked;
