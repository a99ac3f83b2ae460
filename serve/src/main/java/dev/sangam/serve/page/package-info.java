/** The live page of a server: what is running now, and a box to try a prompt. */
@NullMarked
package dev.sangam.serve.page;

import org.jspecify.annotations.NullMarked;
