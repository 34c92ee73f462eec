# Returns a network whose parameters have shapes of no Linear.
# Must: be a wrong answer; no report stumbles over it.
import itertools

import torch
from torch import nn

SHAPES = itertools.cycle([(3,), (1, 1, 1), (0, 0), (2, 5)])


def build_mlp(width, num_hidden_layers, generator=None):
    layer = nn.Linear(1, 1)
    layer.weight = nn.Parameter(torch.zeros(next(SHAPES)))
    layer.bias = nn.Parameter(torch.zeros(next(SHAPES)))
    return nn.Sequential(layer, layer)
