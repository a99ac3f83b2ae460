/** GGUF, the model files of llama.cpp: a checked reader of their headers, a streaming writer, and random models. */
@NullMarked
package dev.sangam.files.gguf;

import org.jspecify.annotations.NullMarked;
