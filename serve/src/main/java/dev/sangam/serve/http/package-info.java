/** The OpenAI-compatible HTTP API in front of an engine, its metrics and the events of the live page. */
@NullMarked
package dev.sangam.serve.http;

import org.jspecify.annotations.NullMarked;
