"""The settings of cities: what two have in common (`compare`), and which are most alike (`peers.similar_cities`)."""

from .comparison import WEIGHTS, Comparison, Feature, Spread, compare, spread_of

__all__ = ["WEIGHTS", "Comparison", "Feature", "Spread", "compare", "spread_of"]
