/** What only a server needs of a deployment file: where it listens, its limits, its tiers of service and its tenants. */
@NullMarked
package dev.sangam.files.server;

import org.jspecify.annotations.NullMarked;
