"""`python -m scripts.specs`."""

from scripts.specs.cli import app

if __name__ == "__main__":
    app(prog_name="python -m scripts.specs")
