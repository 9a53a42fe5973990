"""The command line. Everything heavy is imported inside the command that needs it."""

from .app import main

__all__ = ["main"]
