# %% [raw]
# # ASSIGNMENT CONFIG
# config_file: assign.yml

# %% [markdown]
# # Q3 Features from local linearization
#
# The problem is in `student/HANDOUT.md`, the code you write is in `student/features.py`. Save the
# file after a change and run a cell again: the notebook picks the change up by itself. Training
# takes a few seconds for each network.

# %%
import os
import sys

sys.path.insert(0, os.path.abspath("../.."))

from student.provided import notebook

grader = notebook.start()

# %%
import numpy as np
import torch

from student import features
from student.provided import piecewise, plots

# Small singular values drown in float32, and arrays this small gain nothing from more threads.
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

# %% [markdown]
# ## Q3(a) A network and its elbows
#
# The target is piecewise linear on $[0, 1]$, with noise. `piecewise.place_elbows` moves the
# elbows of the first layer to uniform places in $[0, 1]$, where they can be of use;
# `piecewise.train` then trains by gradient descent with momentum.

# %%
WIDTHS = (10, 20, 40)
x_train, y_train = piecewise.training_points()
grid = np.linspace(-0.3, 1.3, 1200)
x_grid = torch.tensor(grid)


def new_network(width, num_hidden_layers=1, seed=0):
    """A random network of yours, with the elbows of its first layer in [0, 1]."""
    model = features.build_mlp(width, num_hidden_layers, torch.Generator().manual_seed(seed))
    return piecewise.place_elbows(model, seed)


runs = {
    f"width {width}": piecewise.train(new_network(width, seed=2), x_train, y_train)
    for width in WIDTHS
}

# %%
losses = {label: run.losses for label, run in runs.items()}
plots.losses(losses, unit="mean squared error").set_yscale("log")

# %% [markdown]
# Move the slider: the network while it is trained.


# %%
def draw_fit(model, title, ax=None):
    """The network's output over the data, and its elbows."""
    prediction, elbows = piecewise.predict(model, grid), piecewise.elbows(model)
    return plots.fit(x_train.numpy(), y_train.numpy(), grid, prediction, elbows, title, ax)


piecewise.explorer(runs, draw_fit)

# %%
panels = plots.new_panels(len(WIDTHS), 1, row_height=2.6)[:, 0]
for ax, (label, run) in zip(panels, runs.items(), strict=True):
    draw_fit(run.final, f"{label}, after training", ax)

# %%
grader.check("q3_build_mlp")

# %% [raw]
# # BEGIN QUESTION
# name: q3a
# manual: true

# %% [markdown]
# **Q3(a)** How do the elbows move during training, and what does the width change about the fit?
# What could a network do whose elbows all lie outside the data?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# The elbows drift towards the target's own elbows and gather there, most of the way early on;
# some leave the data, or belong to units that no longer matter. With width 10 there may be too
# few in the right places, so that a corner is cut. With 20 and 40 there are elbows to spare near
# every corner from the start, and the fit is closer; wider brings little more once all corners
# are served. A network with no elbow among the data is linear there, and can only fit a straight
# line until gradients have moved one in.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q3(b) Features before and after training

# %%
run = runs["width 20"]  # one of the three, here and in (c)
FIRST_LAYER = {"$w_i^{(1)}$": "0.weight", "$b_i^{(1)}$": "0.bias"}
panels = plots.new_panels(2, 2, row_height=2.8)
for column, (when, model) in enumerate({"before": run.initial, "after": run.final}.items()):
    for row, (name, block) in enumerate(FIRST_LAYER.items()):
        values = features.feature_block(model, x_grid, block).numpy()
        plots.feature_curves(grid, values, name, f"{when} training", panels[row, column])

# %% [markdown]
# The same while training goes on, for all three widths.


# %%
def draw_features(model, title):
    """The features of the first layer's weights and of its biases, side by side."""
    panels = plots.new_panels(1, 2, row_height=2.8)
    for ax, (name, block) in zip(panels[0], FIRST_LAYER.items(), strict=True):
        values = features.feature_block(model, x_grid, block).numpy()
        plots.feature_curves(grid, values, name, title, ax)
    return panels


piecewise.explorer(runs, draw_features)

# %%
for label, run_of_width in runs.items():
    matrix = features.linearized_features(run_of_width.final, x_grid)
    print(f"{label}: Φ on {len(grid)} points has shape {tuple(matrix.shape)}")

# %%
grader.check("q3_linearized_features")

# %%
grader.check("q3_feature_block")

# %% [raw]
# # BEGIN QUESTION
# name: q3b
# manual: true

# %% [markdown]
# **Q3(b)** What shape do these functions have, and why do they jump where they do? What has
# training changed about them, and what not?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# With $y = \sum_i w_i^{(2)} \max(0, w_i^{(1)} x + b_i^{(1)}) + b^{(2)}$ we have $\partial
# y/\partial b_i^{(1)} = w_i^{(2)}\,[w_i^{(1)} x + b_i^{(1)} > 0]$, a step of height $w_i^{(2)}$,
# and $\partial y/\partial w_i^{(1)} = x$ times that: a piece of a line through the origin. Both
# jump where the unit switches, at its elbow, as the derivative of a ReLU jumps there. Training
# moves the jumps (elbows gather at the target's corners) and changes the heights $w_i^{(2)}$; the
# shape, a step or a line through the origin that is switched on or off, stays the same.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q3(c) Singular values and principal features

# %%
before = features.principal_features(run.initial, x_train, x_grid)
after = features.principal_features(run.final, x_train, x_grid)
plots.singular_values({"before training": before[0].numpy(), "after training": after[0].numpy()})

# %% [markdown]
# (Singular values that are 0 but for rounding are left out.) And for all three widths:

# %%
panels = plots.new_panels(1, 2, sharey=True)[0]
for ax, when in zip(panels, ("before", "after"), strict=True):
    models = {
        label: of_width.initial if when == "before" else of_width.final
        for label, of_width in runs.items()
    }
    spectra = {
        label: features.principal_features(model, x_train, x_grid)[0].numpy()
        for label, model in models.items()
    }
    plots.singular_values(spectra, ax, f"{when} training")
panels[0].get_legend().remove()

# %% [markdown]
# Principal features are functions: where the picture is white there are no training points.

# %%
plots.principal_features(
    grid,
    {"before training": before[1].numpy(), "after training": after[1].numpy()},
    x_train.numpy(),
)

# %%
grader.check("q3_principal_features")

# %% [raw]
# # BEGIN QUESTION
# name: q3c
# manual: true

# %% [markdown]
# **Q3(c)** How fast do the singular values fall, and what does Q1 say that means for training?
# What do the leading principal features look like, and the later ones? What happens to them where
# there are no training points?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# They fall by orders of magnitude: before training the fourth is a tenth of the first, and the
# last is a ten-thousandth. By Q1 direction $k$ converges with the factor $\lvert 1 -
# 2\eta\sigma_k^2 \rvert$ while one $\eta < 1/\sigma_1^2$ has to do for all: the leading
# directions are learned within a few steps, the last ones practically never. The leading
# principal features are smooth and slow (about constant, about linear, then one bend more each),
# the later ones wiggle and jump from elbow to elbow: training fits the coarse shape first and
# fine detail, noise included, last. Where there are no training points nothing holds the
# features: beyond the last elbow they go on as straight lines, and so does what was learned.
# Training concentrates them: after it few directions are left, with jumps where the elbows have
# gathered.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q3(d) Different random starts

# %%
RANK = 4
unit = np.linspace(0, 1, 600)
x_unit = torch.tensor(unit)
starts = {f"start {seed}": new_network(40, seed=seed) for seed in (1, 2, 3)}
curves = {
    label: (
        features.feature_block(model, x_unit, "0.bias").numpy(),
        features.principal_features(model, x_train, x_unit)[1].numpy(),
    )
    for label, model in starts.items()
}
plots.random_starts(unit, curves, num_features=RANK)

# %%
pairs = [("start 1", "start 2"), ("start 1", "start 3"), ("start 2", "start 3")]
individual = [features.mean_feature_overlap(starts[a], starts[b], x_train) for a, b in pairs]
principal = [features.principal_overlap(starts[a], starts[b], x_train, RANK) for a, b in pairs]
labels = [f"{a[-1]} and {b[-1]}" for a, b in pairs]
plots.overlaps(labels, np.array(individual), np.array(principal))

# %%
grader.check("q3_principal_overlap")

# %%
grader.check("q3_mean_feature_overlap")

# %% [raw]
# # BEGIN QUESTION
# name: q3d
# manual: true

# %% [markdown]
# **Q3(d)** Which of the two kinds of features depends on the random start, and which hardly does?
# Why? What does that say about what a wide random network can learn?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# Individual features depend on it entirely: unit $i$ of one network has its elbow somewhere else,
# and a height of its own. (Their overlap of about a third is what two random steps have by
# chance.) The leading principal features hardly do. They come from $\Phi\Phi^\top = \sum_j \phi_j
# \phi_j^\top$, a sum over all features: with many units it is close to its mean over the random
# draw, which is the same for every start. So it isn't chance which functions a wide random
# network learns easily: the span of its leading principal features, the smooth and slow ones, and
# the more reliably so the wider it is.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q3(e) More layers

# %%
deep = piecewise.train(new_network(20, num_hidden_layers=2, seed=4), x_train, y_train)
# Of the second layer's 20 × 20 weights the picture shows the diagonal: one for each of its units.
BOTH_LAYERS = {
    "$w_i^{(1)}$": ("0.weight", slice(None)),
    "$b_i^{(1)}$": ("0.bias", slice(None)),
    "$w_{ii}^{(2)}$": ("2.weight", slice(None, None, 21)),
    "$b_i^{(2)}$": ("2.bias", slice(None)),
}
panels = plots.new_panels(4, 2, row_height=2.3)
for column, (when, model) in enumerate({"before": deep.initial, "after": deep.final}.items()):
    for row, (name, (block, columns)) in enumerate(BOTH_LAYERS.items()):
        values = features.feature_block(model, x_grid, block).numpy()[:, columns]
        plots.feature_curves(grid, values, name, f"{when} training", panels[row, column])

# %%
deep_before = features.principal_features(deep.initial, x_train, x_grid)
deep_after = features.principal_features(deep.final, x_train, x_grid)
spectra = {
    "1 layer, before": before[0].numpy(),
    "1 layer, after": after[0].numpy(),
    "2 layers, before": deep_before[0].numpy(),
    "2 layers, after": deep_after[0].numpy(),
}
plots.singular_values(spectra)

# %%
plots.principal_features(
    grid,
    {"before training": deep_before[1].numpy(), "after training": deep_after[1].numpy()},
    x_train.numpy(),
)

# %% [markdown]
# Now with the depth, that is, the number of hidden layers, as a parameter, at initialization.

# %%
DEPTHS = (1, 2, 3, 4, 5)
by_depth = {
    f"depth {depth}": features.principal_features(new_network(20, depth, seed=1), x_train, x_grid)
    for depth in DEPTHS
}
plots.singular_values({label: spectrum.numpy() for label, (spectrum, _) in by_depth.items()})

# %%
shown = {label: functions.numpy() for label, (_, functions) in list(by_depth.items())[::2]}
plots.principal_features(grid, shown, x_train.numpy())

# %% [raw]
# # BEGIN QUESTION
# name: q3e
# manual: true

# %% [markdown]
# **Q3(e)** Where can the features of each layer bend and jump now? What happens to the spectrum,
# and to its largest value above all, as the network gets deeper, and what would Q1 have you do
# about the learning rate?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# A second-layer unit switches wherever its input, itself piecewise linear in $x$, crosses zero:
# several times perhaps, and at places that depend on the first layer's weights. The second
# layer's features are the first layer's outputs (which bend at the first layer's elbows),
# switched on and off there (jumps). The first layer's features jump at their own elbows and also
# wherever a second-layer unit switches, as the path to the output then changes. The spectrum has
# a longer tail, with more directions that count, and its largest value tends to grow with depth
# (it differs a lot from draw to draw), since every layer adds features. By Q1 the learning rate
# must stay below $1/\sigma_1^2$, so a deeper network needs a smaller one, and as the small
# singular values don't grow with it, training along them becomes slower still.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Hand in
#
# When all four notebooks are done, run the cell. It saves this one (in JupyterLab; elsewhere save
# it first), writes `submission.zip` and says what is still missing.

# %%
grader.submit()
