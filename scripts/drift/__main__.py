"""`python -m scripts.drift`: see `--help`."""

import signal

from scripts.drift.cli import app

if __name__ == "__main__":
    # Whoever ends it in another way than with the keyboard wants nothing left behind either.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app()
