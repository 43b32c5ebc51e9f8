"""`python -m scripts.drift`: see `--help`."""

from scripts.drift.cli import app

if __name__ == "__main__":
    app()
