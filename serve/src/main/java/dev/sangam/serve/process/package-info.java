/** The engine in a process of its own, which may die without taking the server along. */
@NullMarked
package dev.sangam.serve.process;

import org.jspecify.annotations.NullMarked;
