/** Classes of service under several policies: served by the real engine, measured over HTTP, and simulated. */
@NullMarked
package dev.sangam.benchmarks.qos;

import org.jspecify.annotations.NullMarked;
