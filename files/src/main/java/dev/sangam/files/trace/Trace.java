package dev.sangam.files.trace;

import dev.sangam.core.workload.Workload;

/**
 * What a trace file held.
 *
 * @param format as found out from its columns or keys
 * @param workload its requests; all at time 0 when the format has no arrivals
 */
public record Trace(TraceFormat format, Workload workload) {}
