"""Q3 build_mlp: other layers, other distributions, other sources of randomness."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from grader.diagnosis.bank import ALL, misconception

if TYPE_CHECKING:
    import torch
    from torch import nn


def _mlp(
    sizes: Sequence[int],
    fill: Callable[[nn.Linear, int, int], object],
    *,
    relu_at_end: bool = False,
) -> nn.Sequential:
    """Linear layers of these sizes with ReLU between; fill(layer, fan_in, fan_out) draws values."""
    import torch
    from torch import nn

    layers: list[nn.Module] = []
    for fan_in, fan_out in itertools.pairwise(sizes):
        layer = nn.Linear(fan_in, fan_out)
        with torch.no_grad():
            fill(layer, fan_in, fan_out)
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers if relu_at_end else layers[:-1])


@misconception(
    part="q3_build_mlp",
    formula="weights ~ N(0, 2/fan_out)",
    hint="Which side of a layer decides how many terms each of its outputs adds up?",
)
def build_mlp__he_with_fan_out(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, (2 / fan_out) ** 0.5, generator=generator)
        layer.bias.normal_(0, (2 / (fan_in + fan_out)) ** 0.5, generator=generator)

    return _mlp([1, *[width] * num_hidden_layers, 1], fill)


@misconception(
    part="q3_build_mlp",
    formula="weights ~ N(0, 1/fan_in)",
    hint="A ReLU passes on half of the mean square. What has to make up for it?",
)
def build_mlp__one_over_fan_in(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, (1 / fan_in) ** 0.5, generator=generator)
        layer.bias.normal_(0, (2 / (fan_in + fan_out)) ** 0.5, generator=generator)

    return _mlp([1, *[width] * num_hidden_layers, 1], fill)


@misconception(
    part="q3_build_mlp",
    formula="weights ~ N(0, 2/(fan_in + fan_out))",
    hint="Weights and biases are drawn from two different distributions. Which is which?",
)
def build_mlp__xavier_weights(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, (2 / (fan_in + fan_out)) ** 0.5, generator=generator)
        layer.bias.normal_(0, (2 / (fan_in + fan_out)) ** 0.5, generator=generator)

    return _mlp([1, *[width] * num_hidden_layers, 1], fill)


@misconception(
    part="q3_build_mlp",
    formula="weights ~ N(0, (2/fan_in)²), biases ~ N(0, (2/(fan_in + fan_out))²)",
    hint=(
        "Is the second argument of N a variance or a standard deviation, and what does your "
        "sampler take?"
    ),
)
def build_mlp__variance_as_std(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, 2 / fan_in, generator=generator)
        layer.bias.normal_(0, 2 / (fan_in + fan_out), generator=generator)

    return _mlp([1, *[width] * num_hidden_layers, 1], fill)


@misconception(
    part="q3_build_mlp",
    formula="weights ~ U(−√(6/fan_in), √(6/fan_in))",
    hint="The variance is right, the shape isn't: which distribution does the handout ask for?",
)
def build_mlp__uniform_weights(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.uniform_(-((6 / fan_in) ** 0.5), (6 / fan_in) ** 0.5, generator=generator)
        layer.bias.normal_(0, (2 / (fan_in + fan_out)) ** 0.5, generator=generator)

    return _mlp([1, *[width] * num_hidden_layers, 1], fill)


@misconception(
    part="q3_build_mlp",
    formula="weights ~ N(0, 2/fan_in), cut off at two standard deviations",
    hint="Every value is within two standard deviations. How often does a normal draw go beyond?",
)
def build_mlp__truncated_weights(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, 1, generator=generator).fmod_(2).mul_((2 / fan_in) ** 0.5)
        layer.bias.normal_(0, (2 / (fan_in + fan_out)) ** 0.5, generator=generator)

    return _mlp([1, *[width] * num_hidden_layers, 1], fill)


@misconception(
    part="q3_build_mlp",
    formula="biases = 0",
    hint="With all biases zero, where are the elbows of the hidden units?",
)
def build_mlp__zero_biases(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, (2 / fan_in) ** 0.5, generator=generator)
        layer.bias.zero_()

    return _mlp([1, *[width] * num_hidden_layers, 1], fill)


@misconception(
    part="q3_build_mlp",
    formula="biases ~ N(0, 2/fan_in)",
    hint="The biases' variance takes both fans of their layer into account.",
)
def build_mlp__he_biases(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, (2 / fan_in) ** 0.5, generator=generator)
        layer.bias.normal_(0, (2 / fan_in) ** 0.5, generator=generator)

    return _mlp([1, *[width] * num_hidden_layers, 1], fill)


@misconception(
    part="q3_build_mlp",
    formula="biases ~ N(0, 1/(fan_in + fan_out))",
    hint=(
        "Xavier's variance is one over the *mean* of the two fans. How does that relate to "
        "their sum?"
    ),
)
def build_mlp__half_bias_variance(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, (2 / fan_in) ** 0.5, generator=generator)
        layer.bias.normal_(0, (1 / (fan_in + fan_out)) ** 0.5, generator=generator)

    return _mlp([1, *[width] * num_hidden_layers, 1], fill)


@misconception(
    part="q3_build_mlp",
    formula="biases as nn.Linear leaves them, U(−1/√fan_in, 1/√fan_in)",
    hint="What does nn.Linear fill in for what you don't set yourself?",
)
def build_mlp__default_biases(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, (2 / fan_in) ** 0.5, generator=generator)

    return _mlp([1, *[width] * num_hidden_layers, 1], fill)


@misconception(
    part="q3_build_mlp",
    formula="output layer as nn.Linear leaves it",
    hint="Is the output layer an exception to the rule for weights and biases?",
)
def build_mlp__default_output_layer(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        if fan_out == 1 and width > 1:
            return
        layer.weight.normal_(0, (2 / fan_in) ** 0.5, generator=generator)
        layer.bias.normal_(0, (2 / (fan_in + fan_out)) ** 0.5, generator=generator)

    return _mlp([1, *[width] * num_hidden_layers, 1], fill)


@misconception(
    part="q3_build_mlp",
    formula="values from the global generator, whatever `generator` is",
    hint=(
        "Two generators in the same state should give the same network. Which source do your "
        "draws come from?"
    ),
)
def build_mlp__generator_ignored(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    generator = None

    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, (2 / fan_in) ** 0.5, generator=generator)
        layer.bias.normal_(0, (2 / (fan_in + fan_out)) ** 0.5, generator=generator)

    return _mlp([1, *[width] * num_hidden_layers, 1], fill)


@misconception(
    part="q3_build_mlp",
    formula="the generator is seeded anew in every call",
    hint=(
        "Drawing moves a generator on. Who sets yours back, and what do two calls then have "
        "in common?"
    ),
)
def build_mlp__reseeded_generator(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    if generator is not None:
        generator.manual_seed(generator.initial_seed())

    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, (2 / fan_in) ** 0.5, generator=generator)
        layer.bias.normal_(0, (2 / (fan_in + fan_out)) ** 0.5, generator=generator)

    return _mlp([1, *[width] * num_hidden_layers, 1], fill)


@misconception(
    part="q3_build_mlp",
    formula="num_hidden_layers counts linear layers",
    hint="Count the ReLUs of your network: how many hidden layers has it?",
)
def build_mlp__layer_too_few(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, (2 / fan_in) ** 0.5, generator=generator)
        layer.bias.normal_(0, (2 / (fan_in + fan_out)) ** 0.5, generator=generator)

    return _mlp([1, *[width] * max(num_hidden_layers - 1, 1), 1], fill)


@misconception(
    part="q3_build_mlp",
    formula="y = max(0, …): a ReLU after the output layer",
    hint="Can your network produce negative numbers?",
)
def build_mlp__relu_at_the_end(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, (2 / fan_in) ** 0.5, generator=generator)
        layer.bias.normal_(0, (2 / (fan_in + fan_out)) ** 0.5, generator=generator)

    return _mlp([1, *[width] * num_hidden_layers, 1], fill, relu_at_end=True)


@misconception(
    part="q3_build_mlp",
    formula="weights ~ N(0, (2/fan_in)²)",
    hint=(
        "Is the second argument of N a variance or a standard deviation, and what does your "
        "sampler take?"
    ),
)
def build_mlp__variance_as_std_of_the_weights(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    def fill(layer: nn.Linear, fan_in: int, fan_out: int) -> None:
        layer.weight.normal_(0, 2 / fan_in, generator=generator)
        layer.bias.normal_(0, (2 / (fan_in + fan_out)) ** 0.5, generator=generator)

    return _mlp([1, *[width] * num_hidden_layers, 1], fill)


@misconception(
    part="q3_build_mlp",
    formula="all layers as nn.Linear leaves them",
    hint="What does nn.Linear fill in for what you don't set yourself?",
    costs=ALL,
)
def build_mlp__default_values(
    width: int, num_hidden_layers: int, generator: torch.Generator | None = None
) -> nn.Sequential:
    return _mlp([1, *[width] * num_hidden_layers, 1], lambda *layer: None)
