"""The settings of cities: what two have in common, and which cities are most alike."""

from .comparison import WEIGHTS, Comparison, Feature, Spread, compare
from .peers import SimilarCities, similar_cities

__all__ = ["WEIGHTS", "Comparison", "Feature", "SimilarCities", "Spread", "compare", "similar_cities"]
