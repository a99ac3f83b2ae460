/** The command as its users meet it: options in; text, files and exit codes out. */
@NullMarked
package dev.sangam.cli;

import org.jspecify.annotations.NullMarked;
