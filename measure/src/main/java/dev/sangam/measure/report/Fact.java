package dev.sangam.measure.report;

/** A label and its value, such as "model" and "Llama-3-8B". */
public record Fact(String label, String value) {}
