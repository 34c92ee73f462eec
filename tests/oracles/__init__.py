"""What is right: slow, obvious computations that no solution is used in.

An oracle depends on the case that it is asked about and on nothing else.
"""

from tests.oracles.features import *  # noqa: F403
from tests.oracles.learning_rates import *  # noqa: F403
from tests.oracles.normal_draws import *  # noqa: F403
from tests.oracles.optimizers import *  # noqa: F403
from tests.oracles.pictures import *  # noqa: F403
from tests.oracles.step_sizes import *  # noqa: F403
from tests.oracles.training import *  # noqa: F403
