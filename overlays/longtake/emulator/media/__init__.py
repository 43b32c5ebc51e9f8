"""The host of the finished videos, apart from the APIs that give out links to them."""
