"""I/O: requests, files, clocks and keyrings. The rules are in `longtake._core`."""
