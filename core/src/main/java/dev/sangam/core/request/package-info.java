/** What the scheduler knows of a request: lengths, hashes of its prompt, and what it was promised. */
@NullMarked
package dev.sangam.core.request;

import org.jspecify.annotations.NullMarked;
