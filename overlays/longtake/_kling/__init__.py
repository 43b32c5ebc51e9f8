"""Error codes and task responses, which Kling's own hosts and a reseller of its API share."""
