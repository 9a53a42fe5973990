"""Why an item or a city is there, one kind of reason a file."""

from .reasoner import Reasoner

__all__ = ["Reasoner"]
