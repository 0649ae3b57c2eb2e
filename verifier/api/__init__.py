"""The HTTP service: routes, errors and what is measured."""

from verifier.api.app import create_app, serve

__all__ = ["create_app", "serve"]
