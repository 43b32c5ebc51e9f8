"""The rules of longtake: no network, no clock, no files."""
