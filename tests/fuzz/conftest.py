"""A profile for more than the suite's few examples."""

from hypothesis import settings

settings.register_profile("long")
