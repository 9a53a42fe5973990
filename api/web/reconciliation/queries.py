"""What is asked of the service in JSON, and what is wrong with it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from peercity.graph.errors import PeerCityError

MAX_BATCH = 50
"""Queries of a batch."""
MAX_ROWS = 1_000
"""Entities of which properties are fetched at a time."""
MAX_WISHES = 200
"""Values of properties in a batch: each is compared with that property of every candidate."""
MAX_LIMIT = 100

Term = Annotated[str, Field(max_length=300)]
Scalar = bool | int | float | Term
Model = TypeVar("Model")


class WrongQueries(PeerCityError):
    status = 400


class TooManyQueries(PeerCityError):
    status = 413


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Entity(BaseModel):
    """A value that was matched before."""

    id: Term


class PropertyValue(_Model):
    """A property and the values of which a candidate should have one."""

    pid: Term
    v: Scalar | Entity | Annotated[list[Scalar | Entity], Field(max_length=50)]


class ReconciliationQuery(_Model):
    """A name to match. Of several types one is enough: the specification calls the meaning of `type_strict` unclear."""

    query: Term | None = None
    type: Term | Annotated[list[Term], Field(max_length=50)] = Field(default_factory=list)
    limit: int = Field(default=10, ge=1, le=MAX_LIMIT)
    properties: list[PropertyValue] = Field(default_factory=list, max_length=20)
    type_strict: Literal["any", "should", "all"] = "any"


class ExtendedProperty(_Model):
    id: Term
    settings: dict[str, Any] = Field(default_factory=dict)


class Extension(_Model):
    """Entities, and which of their properties to fetch."""

    ids: list[Term] = Field(max_length=MAX_ROWS)
    properties: list[ExtendedProperty] = Field(max_length=50)


def read_batch(text: str) -> dict[str, ReconciliationQuery]:
    """Return the queries of a batch by their names. Raises WrongQueries, or TooManyQueries."""
    found = _read(TypeAdapter(dict[str, ReconciliationQuery]), "queries", text)
    if len(found) > MAX_BATCH:
        raise TooManyQueries(f"The batch has {len(found):,} queries; at most {MAX_BATCH} are answered at a time.")
    wishes = sum(len(one.v) if isinstance(one.v, list) else 1 for query in found.values() for one in query.properties)
    if wishes > MAX_WISHES:
        raise TooManyQueries(f"The batch has {wishes:,} values of properties; at most {MAX_WISHES} are compared.")
    for name, query in found.items():
        if query.query is None and not query.properties:
            raise WrongQueries(f"The query {name!r} has neither a 'query' nor 'properties'.")
    return found


def read_extension(text: str) -> Extension:
    """Return what properties of which entities are wanted. Raises WrongQueries."""
    return _read(TypeAdapter(Extension), "extend", text)


def _read(model: TypeAdapter[Model], name: str, text: str) -> Model:
    try:
        return model.validate_json(text)
    except ValidationError as error:
        problems = [
            f"{'.'.join(str(part) for part in (name, *one['loc']))}: {one['msg']}" for one in error.errors()[:3]
        ]
        raise WrongQueries(f"The parameter {name!r} is not as it should be: {'; '.join(problems)}.") from None
