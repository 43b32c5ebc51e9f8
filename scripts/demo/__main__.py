"""`python -m scripts.demo`: the main job, end to end, on this machine alone."""

import sys

if __name__ == "__main__":
    try:
        # Imported here: also the second that this takes may be interrupted.
        from scripts.demo.command import app

        app()
    except KeyboardInterrupt:
        sys.exit(130)
