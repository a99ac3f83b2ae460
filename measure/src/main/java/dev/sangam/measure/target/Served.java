package dev.sangam.measure.target;

/**
 * What a scripted server did for a request. Times are those of {@link System#nanoTime}, which the processes of a Linux
 * machine share, each taken right before the write.
 *
 * @param number of the request, as its body says in {@code n}; -1 when it does not
 * @param readNanos when it had been read
 * @param headNanos when the answer's head, or its second part, was written
 * @param outputNanos when each chunk with output was written
 */
@SuppressWarnings("ArrayRecordComponent") // a list of boxed numbers would be five times as large
public record Served(int number, long readNanos, long headNanos, long[] outputNanos) {}
