/** The sangam command: one class per subcommand. */
@NullMarked
package dev.sangam.cli;

import org.jspecify.annotations.NullMarked;
