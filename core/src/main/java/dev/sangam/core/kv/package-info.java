/** The paged KV cache: blocks, prefix reuse, watermark. */
@NullMarked
package dev.sangam.core.kv;

import org.jspecify.annotations.NullMarked;
