package dev.pgtrickle.conformance.fuzz;

import java.time.Duration;
import java.util.Optional;

/**
 * When to stop, and what to tell.
 *
 * @param cases after so many cases
 * @param time after so long
 * @param failures after so many failures
 * @param shrinking how long one failure is cut down
 * @param shown the queries that are not maintained incrementally for a reason with this text are printed
 */
public record FuzzLimits(int cases, Duration time, int failures, Duration shrinking, Optional<String> shown) {}
