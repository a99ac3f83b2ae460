/** Text on its way in and out: chat templates, UTF-8 and stop strings across token borders, grammars for JSON Schemas. */
@NullMarked
package dev.sangam.serve.text;

import org.jspecify.annotations.NullMarked;
