# Returns a network whose biases have no dimensions, or two.
# Must: be a wrong answer; no report stumbles over it.
import torch
from torch import nn


def build_mlp(width, num_hidden_layers, generator=None):
    first, last = nn.Linear(1, width), nn.Linear(width, 1)
    first.bias = nn.Parameter(torch.ones(()))
    last.bias = nn.Parameter(torch.ones(2, 2))
    return nn.Sequential(first, nn.ReLU(), last)
