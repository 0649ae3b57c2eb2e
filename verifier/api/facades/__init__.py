"""Other services' protocols, so that their clients need a new URL and no more.

A facade is one file. It lists its routers in `ROUTERS`, in `BODIES` the models of
bodies that they parse themselves, and in `ENTRANCES` the paths at which work is refused
before it is read. It translates and judges nothing. What we fail
at it says in the words that its clients know for that, never in those for a program
that failed.
"""

from fastapi import APIRouter
from pydantic import BaseModel

from sandboxes import discover
from verifier.api.early import Entrance


def facade_routers() -> list[APIRouter]:
    """Return the routers of all facades."""
    return list(discover(__name__, "ROUTERS", APIRouter))


def facade_bodies() -> list[type[BaseModel]]:
    """Return the models of bodies that the facades parse themselves."""
    return list(discover(__name__, "BODIES", type))


def facade_entrances() -> list[Entrance]:
    """Return what the facades say of requests that are not read yet."""
    return list(discover(__name__, "ENTRANCES", Entrance))
