"""What Kling's own hosts and a reseller of its API share: error codes, and how tasks are read."""
