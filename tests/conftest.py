"""How hard Hypothesis searches: HYPOTHESIS_PROFILE names one of the profiles below.

Tests marked ``deep`` or ``peer`` are left out by ``-m`` in pyproject.toml; ``pytest -m ""`` runs everything.
"""

import os

from hypothesis import HealthCheck, settings

# No deadline: the first call of a kernel compiles it. In continuous integration the examples are the
# same in every run, so that a failure there is a failure here.
settings.register_profile(
    "default",
    deadline=None,
    max_examples=20,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "deep",
    deadline=None,
    max_examples=3000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
