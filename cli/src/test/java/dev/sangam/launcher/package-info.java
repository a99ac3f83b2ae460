/** Tests of the scripts that people start: {@code ./sangam} and {@code ./mvnw}. */
@NullMarked
package dev.sangam.launcher;

import org.jspecify.annotations.NullMarked;
