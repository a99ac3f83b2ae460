package dev.sangam.measure.load;

/**
 * What a run is called in its record.
 *
 * @param model name of the model asked for
 * @param load how requests are sent, for people
 * @param seed of schedule and prompts
 */
public record RunName(String model, String load, long seed) {}
