"""`python -m scripts.drift`: see `--help`."""

import signal

from scripts.drift.cli import app

if __name__ == "__main__":
    # A signal to terminate must leave nothing behind either, as an interrupt from the keyboard does not.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app()
