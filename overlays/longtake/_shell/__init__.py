"""What longtake does: requests, files, clocks and keyrings. The rules stand in `longtake._core`."""
