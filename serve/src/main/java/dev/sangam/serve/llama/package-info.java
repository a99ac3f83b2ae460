/** llama.cpp through the foreign function interface: libraries, models, vocabularies, contexts, batches, grammars. */
@NullMarked
package dev.sangam.serve.llama;

import org.jspecify.annotations.NullMarked;
