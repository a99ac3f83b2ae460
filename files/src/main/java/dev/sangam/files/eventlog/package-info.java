/** The event log: what a replica did, written while it serves, read back as a workload and as metrics. */
@NullMarked
package dev.sangam.files.eventlog;

import org.jspecify.annotations.NullMarked;
