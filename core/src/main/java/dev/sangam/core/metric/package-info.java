/** Every metric, defined once, computed from token timestamps. */
@NullMarked
package dev.sangam.core.metric;

import org.jspecify.annotations.NullMarked;
