"""How often the API may be asked, counted in the memory of each process.

The shared cache is a table: counting there would make every read of the API a write.
"""

from django.core.cache import caches
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle


class AnonThrottle(AnonRateThrottle):
    """Requests of nobody in particular, by address."""

    cache = caches["process"]


class PersonThrottle(UserRateThrottle):
    """Requests of one person, through whatever token."""

    cache = caches["process"]
