/** An HTTP client for one kind of exchange: a request is posted, and every part of the answer gets the time it came. */
@NullMarked
package dev.sangam.measure.client;

import org.jspecify.annotations.NullMarked;
