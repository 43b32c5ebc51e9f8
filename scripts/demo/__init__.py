"""The main job, shown: first videos and extensions with several models, at the emulated providers."""
