"""The main job, shown: five videos extended with the five operations, against the emulated providers."""
