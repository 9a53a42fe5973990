"""Cities of the world by name, so that any city can ask, member or not."""

from .lookup import Place, find_places, place_names

__all__ = ["Place", "find_places", "place_names"]
