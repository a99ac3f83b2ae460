/** The deployment file: the one description that is served, simulated and searched. */
@NullMarked
package dev.sangam.files.deployment;

import org.jspecify.annotations.NullMarked;
