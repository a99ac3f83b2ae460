/** The real world's side of a replica: the threaded event loop, later the executor that runs kernels. */
@NullMarked
package dev.sangam.serve.engine;

import org.jspecify.annotations.NullMarked;
