"""What can go wrong with a SPARQL request.

PeerCityError
├── BadQuery                  status 400: not SPARQL, nested too deep, a wrong parameter
│   └── NoQuery               status 400: there is no query at all
├── NotAcceptable             status 406: no format that the request accepts
├── WrongBody                 status 415: a POST that is neither a form nor a query
└── Refused
    ├── NotAllowed            status 403: SERVICE and updates, which a public endpoint does not do
    ├── TooSlow               status 504: the worker did not answer in time and was ended
    ├── WorkerLost            status 422: the query ended its worker, by memory or by depth
    └── SpoolFull             status 507: no room on the disk for the answer

Too long a query is `peercity.graph.errors.TooLong` (413), a full queue `Busy` (503).
Each of these is made from one sentence, so that it can travel between processes.
"""

from __future__ import annotations

from peercity.graph.errors import PeerCityError, Refused


class BadQuery(PeerCityError):
    status = 400


class NoQuery(BadQuery):
    pass


class NotAcceptable(PeerCityError):
    status = 406


class WrongBody(PeerCityError):
    status = 415


class NotAllowed(Refused):
    status = 403


class TooSlow(Refused):
    status = 504


class WorkerLost(Refused):
    status = 422


class SpoolFull(Refused):
    status = 507
