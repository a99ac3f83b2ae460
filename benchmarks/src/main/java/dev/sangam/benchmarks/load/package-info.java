/** Programs that load any server with an OpenAI-compatible API, and check every character of what comes back. */
@NullMarked
package dev.sangam.benchmarks.load;

import org.jspecify.annotations.NullMarked;
