"""Property tests on a machine that other work may slow down."""

from hypothesis import settings

# A slow moment is not a fault of the example that met it.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
