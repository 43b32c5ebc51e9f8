"""Measurements: never tests, always ratios of things timed in turns within one run."""
