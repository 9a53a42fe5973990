"""Cities of the world by name, so that any city can ask, member or not."""

from .lookup import CountryFacts, Place, country_facts, find_places, names_of, near_names

__all__ = ["CountryFacts", "Place", "country_facts", "find_places", "names_of", "near_names"]
