/** What the load generator of {@code sangam bench} claims, measured against a server whose times are known. */
@NullMarked
package dev.sangam.benchmarks.bench;

import org.jspecify.annotations.NullMarked;
