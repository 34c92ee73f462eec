"""What is right: slow, obvious computations that no solution is used in."""

from tests.oracles.library import torch_adam_steps

__all__ = ["torch_adam_steps"]
