"""Income groups of countries in the World Bank's classification, read when data is made.

The classification of fiscal year 2026 (from 1 July 2025) is in `concordance.csv` of the package bblocks-places 0.0.6
(MIT). That of fiscal year 2027 (from 1 July 2026) differs from it in CHANGES, as Our World in Data lists them
(owid/etl, pull request 6369); no country went down. The World Bank's data is under CC BY 4.0.
"""

from __future__ import annotations

import csv
from pathlib import Path

GROUPS = {
    "Low income": "low",
    "Lower middle income": "lower-middle",
    "Upper middle income": "upper-middle",
    "High income": "high",
}
CHANGES = {
    "ETH": "low",
    "FSM": "upper-middle",
    "JOR": "upper-middle",
    "LKA": "upper-middle",
    "PHL": "upper-middle",
    "TGO": "lower-middle",
    "VEN": "lower-middle",
    "VNM": "upper-middle",
}
"""Groups since 1 July 2026 by ISO 3166 code, where they are not those of the year before."""
_LOST = {"NAM": "NA"}
"""Namibia's two letters are empty in the table: they were read as "not available"."""


def income_groups(concordance: Path) -> dict[str, str]:
    """Return the income group of each country that has one, by its two-letter ISO 3166 code."""
    with concordance.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {}
    for row in rows:
        three = row["iso3_code"]
        two = row["iso2_code"] or _LOST.get(three)
        group = CHANGES.get(three) or GROUPS.get(row["income_level"])
        if two and group:
            found[two] = group
    return found
