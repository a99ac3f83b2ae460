/** The part of Jinja that chat templates are written in, over texts that know which of their characters to trust. */
@NullMarked
package dev.sangam.serve.text.jinja;

import org.jspecify.annotations.NullMarked;
