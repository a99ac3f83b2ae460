/** The workload a deployment file describes: streams of its own, a trace, or one of the built-in workloads. */
@NullMarked
package dev.sangam.files.workload;

import org.jspecify.annotations.NullMarked;
