"""What longtake knows and decides, without doing anything: no network, no clock, no files."""
