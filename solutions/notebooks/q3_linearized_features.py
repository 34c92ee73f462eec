# %% [raw]
# # ASSIGNMENT CONFIG
# config_file: assign.yml

# %% [markdown]
# # Q3 Features from local linearization
#
# The problem is in the [handout](../HANDOUT.md#q3-features-from-local-linearization), the code you
# write is in [features.py](../features.py). Save the file after a change and run a cell again: the
# notebook picks the change up by itself. Training takes a few seconds for each network.

# %%
# Finds the homework's folder, around this notebook; on a notebook service it gets it there first.
import sys
import urllib.request
import zipfile
from pathlib import Path

KIT_URL = ""
try:
    here = Path.cwd()
except FileNotFoundError:
    raise FileNotFoundError("this kernel's folder is gone: open the notebook anew") from None
if "google.colab" in sys.modules:  # what is written elsewhere is gone tomorrow
    from google.colab import drive

    drive.mount("/content/drive")
    here = Path("/content/drive/MyDrive")


def homework_folders():
    around = (here, *here.parents, *here.glob("*/"))
    known = "student/provided/step_size_helper.py"  # another homework may lie beside this one
    return [folder for folder in around if (folder / known).is_file()]


if not homework_folders():
    kit = next(here.glob("*-kit*.zip"), here / "homework-kit.zip")
    if not kit.exists() and KIT_URL:
        urllib.request.urlretrieve(KIT_URL, kit)
    if not kit.exists():
        raise FileNotFoundError(
            "there is no homework around this notebook: open it in the homework's folder, or "
            f"upload the homework's kit (a zip) to {here}, and run this again"
        )
    zipfile.ZipFile(kit).extractall(here)
sys.path.insert(0, str(homework_folders()[0]))

from student.provided import notebook

grader = notebook.start()

# %%
import numpy as np
import torch

from student import features
from student.provided import piecewise, plots
from student.provided.notebook import array

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
test_errors = {label: run.test_errors for label, run in runs.items()}
plots.fit_errors(losses, test_errors)

# %% [markdown]
# Move the slider: the network while it is trained.


# %%
def draw_fit(model, title, ax=None):
    """The network's output over the data, and its elbows."""
    prediction, elbows = piecewise.predict(model, grid), piecewise.elbows(model)
    target, points = piecewise.target(grid), (x_train.numpy(), y_train.numpy())
    return plots.fit(*points, grid, prediction, elbows, target, title, ax)


piecewise.explorer(runs, draw_fit)

# %%
panels = plots.new_panels(len(WIDTHS), 1, row_height=2.6)[:, 0]
for ax, (label, run) in zip(panels, runs.items(), strict=True):
    draw_fit(run.final, f"{label}, after training", ax)

# %%
grader.check("q3_build_mlp")

# %%
grader.read_answers(elbow="w b")

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
# They move most within the first two hundred of the 3,000 steps. Many gather where the target turns
# sharply, at $0.2$, $0.35$ and $0.8$; hardly any stays near its fourth corner, $0.6$, where the
# slope changes by little, and about a fifth end up outside the data, where they no longer matter.
# With width 10 there are often too few in the right places, so that a corner is cut, with 20
# sometimes. With 40 there are elbows to spare near every corner from the start: they need to move
# less, and the fit comes nearer to the target without noise. A wider network yet brings little
# more. A network with no elbow among the data is linear there, and can only fit a straight line
# until gradients have moved one in.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q3(a) Features of the first layer

# %%
run = runs["width 20"]  # one of the three, here and in (b)
BLOCKS = {"$w_i^{(1)}$": "0.weight", "$b_i^{(1)}$": "0.bias", "$w_i^{(2)}$": "2.weight"}
panels = plots.new_panels(3, 2, row_height=2.5, sharex=True, sharey="row")
for column, (when, model) in enumerate({"before": run.initial, "after": run.final}.items()):
    for row, (name, block) in enumerate(BLOCKS.items()):
        values = array(features.feature_block(model, x_grid, block))
        plots.feature_curves(grid, values, name, f"{when} training", panels[row, column])

# %% [markdown]
# The same while training goes on, for all three widths.


# %%
def draw_features(model, title):
    """The features of the weights and biases of both layers, side by side."""
    panels = plots.new_panels(1, 3, row_height=2.8)
    for ax, (name, block) in zip(panels[0], BLOCKS.items(), strict=True):
        values = array(features.feature_block(model, x_grid, block))
        plots.feature_curves(grid, values, name, title if ax is panels[0, 0] else "", ax)
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

# %%
grader.read_answers(
    weight_feature="v w b x",
    bias_feature="v w b x",
    weight_feature_at_the_elbow="v w b",
)

# %% [raw]
# # BEGIN QUESTION
# name: q3a_features
# manual: true

# %% [markdown]
# **Q3(a)** What shape do the features of the first layer's weights and biases have, and why do they
# jump where they do? What has training changed about them, and what not?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# With $y = \sum_i w_i^{(2)} \max(0, w_i^{(1)} x + b_i^{(1)}) + b^{(2)}$ we have $\partial
# y/\partial b_i^{(1)} = w_i^{(2)}\,[w_i^{(1)} x + b_i^{(1)} > 0]$, a step of height $w_i^{(2)}$,
# and $\partial y/\partial w_i^{(1)} = x$ times that: a piece of a line through the origin. Both
# jump where the unit switches, at its elbow, as the derivative of a ReLU jumps there. Training
# moves the jumps, together with the elbows, and changes the heights $w_i^{(2)}$; the shape, a step
# or a line through the origin that is switched on or off, stays the same. (The features of
# $W^{(2)}$ are the outputs of the units: they bend at the same places, and don't jump.)

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q3(b) Singular values and principal features

# %%
before = features.principal_features(run.initial, x_train, x_grid)
after = features.principal_features(run.final, x_train, x_grid)
plots.singular_values({"before training": array(before[0]), "after training": array(after[0])})

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
        label: array(features.principal_features(model, x_train, x_grid)[0])
        for label, model in models.items()
    }
    plots.singular_values(spectra, ax, f"{when} training")
panels[0].get_legend().remove()

# %% [markdown]
# Principal features are functions: where the picture is white there are no training points.

# %%
plots.principal_features(
    grid,
    {"before training": array(before[1]), "after training": array(after[1])},
    x_train.numpy(),
)

# %%
grader.check("q3_principal_features")

# %% [raw]
# # BEGIN QUESTION
# name: q3b
# manual: true

# %% [markdown]
# **Q3(b)** How fast do the singular values fall, and what does Q1 say that means for training?
# What do the leading principal features look like, and the later ones? What happens to them where
# there are no training points? What do training and width change?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# They fall by orders of magnitude: with width 20, before training, the fourth is a tenth of the
# first, and the last that isn't 0, the 34th, is $3.4 \cdot 10^{-5}$ of it. By Q1 direction $k$
# converges with the factor $\lvert 1 - 2\eta\sigma_k^2 \rvert$ while one $\eta < 1/\sigma_1^2$ has
# to do for all, so it takes about $(\sigma_1/\sigma_k)^2$ times as many steps as the first: the
# leading directions are learned within a few steps, the last ones practically never. The leading
# principal features are smooth and slow: the $k$-th crosses zero $k - 1$ times on the training
# points. The later ones wiggle and jump from elbow to elbow: training fits the coarse shape first
# and fine detail, noise included, last. Where there are no training points nothing holds the
# features: beyond the last elbow they go on as straight lines, and so does what was learned.
#
# Training makes the leading singular values larger (the fourth about four times with width 20) and
# leaves fewer that aren't 0, since units have come to share their elbows or have died: few
# directions are left, with jumps where the elbows are. A wider network has more and larger singular
# values, before training and after.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q3(c) Random initializations, before training and after convergence
#
# Networks of three widths from three random starts each. After 1,000 steps their elbows and their
# principal features hardly change.

# %%
RANK, SEEDS = 4, (1, 2, 3)
MANY_WIDTHS = (10, 40, 160)
unit = np.linspace(0, 1, 1200)
x_unit = torch.tensor(unit)
starts = {
    width: [
        piecewise.train(new_network(width, seed=seed), x_train, y_train, num_steps=1000)
        for seed in SEEDS
    ]
    for width in MANY_WIDTHS
}


def draw_starts(models, title):
    """Individual and principal features of networks from several random starts."""
    curves = {
        f"start {seed}": (
            array(features.feature_block(model, x_unit, "0.bias")),
            array(features.principal_features(model, x_train, x_unit)[1]),
        )
        for seed, model in zip(SEEDS, models, strict=True)
    }
    return plots.random_starts(unit, curves, RANK, title)


draw_starts([run.initial for run in starts[40]], "width 40, at initialization")

# %%
draw_starts([run.final for run in starts[40]], "width 40, after convergence")

# %% [markdown]
# Both overlaps of each pair of starts, on the training points.


# %%
def overlaps(overlap, when):
    """The overlap of each pair of starts, shape (widths, pairs)."""
    models = [[getattr(run, when) for run in starts[width]] for width in MANY_WIDTHS]
    return np.array([[overlap(a, b) for a, b in ((m, n), (m, o), (n, o))] for m, n, o in models])


def principal(a, b):
    """The overlap of the leading principal features."""
    return features.principal_overlap(a, b, x_train, RANK)


def individual(a, b):
    """The mean overlap of the features one by one."""
    return features.mean_feature_overlap(a, b, x_train)


plots.overlaps(
    MANY_WIDTHS,
    {
        "principal, at initialization": overlaps(principal, "initial"),
        "principal, after convergence": overlaps(principal, "final"),
        "individual, at initialization": overlaps(individual, "initial"),
        "individual, after convergence": overlaps(individual, "final"),
    },
)

# %%
grader.check("q3_principal_overlap")

# %%
grader.check("q3_mean_feature_overlap")

# %% [raw]
# # BEGIN QUESTION
# name: q3c
# manual: true

# %% [markdown]
# **Q3(c)** Which of the two kinds of features depends on the random start, and which hardly does,
# at initialization and after convergence? Why, and what does the width change? What does that say
# about what a wide random network can learn?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# Individual features depend on it entirely: unit $i$ of one network has its elbow somewhere else,
# and a height of its own. Their overlap of about a third is what two random steps have by chance,
# and neither width nor training makes it larger.
#
# The leading principal features hardly do. They come from $\Phi\Phi^\top = \sum_j \phi_j
# \phi_j^\top$, a sum over all features: with many units it is close to its mean over the random
# draw, which is the same for every start. The overlap of the first four rises with the width, from
# about $0.76$ for width 10 to $0.99$ for 160. It is about as large after convergence, although
# elbows and features have changed: all networks have learned the same target, so that with width 40
# it even rises a little.
#
# So it isn't chance which functions a wide random network learns easily: the span of its leading
# principal features, the smooth and slow ones, and the more reliably so the wider it is.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q3(d) A second hidden layer

# %%
deep = piecewise.train(new_network(20, num_hidden_layers=2, seed=4), x_train, y_train)
# Of the second layer's 20 × 20 weights the picture shows the diagonal: one for each of its units.
BOTH_LAYERS = {
    "$w_i^{(1)}$": ("0.weight", slice(None)),
    "$b_i^{(1)}$": ("0.bias", slice(None)),
    "$w_{ii}^{(2)}$": ("2.weight", slice(None, None, 21)),
    "$b_i^{(2)}$": ("2.bias", slice(None)),
}
panels = plots.new_panels(4, 2, row_height=2.3, sharex=True, sharey="row")
for column, (when, model) in enumerate({"before": deep.initial, "after": deep.final}.items()):
    for row, (name, (block, columns)) in enumerate(BOTH_LAYERS.items()):
        values = array(features.feature_block(model, x_grid, block))[:, columns]
        plots.feature_curves(grid, values, name, f"{when} training", panels[row, column])

# %%
deep_before = features.principal_features(deep.initial, x_train, x_grid)
deep_after = features.principal_features(deep.final, x_train, x_grid)
spectra = {
    "1 layer, before": array(before[0]),
    "1 layer, after": array(after[0]),
    "2 layers, before": array(deep_before[0]),
    "2 layers, after": array(deep_after[0]),
}
plots.singular_values(spectra)

# %%
plots.principal_features(
    grid,
    {"before training": array(deep_before[1]), "after training": array(deep_after[1])},
    x_train.numpy(),
)

# %% [raw]
# # BEGIN QUESTION
# name: q3d
# manual: true

# %% [markdown]
# **Q3(d)** Where can the features of each layer bend and jump now? What does the second layer
# change about the singular values and the principal features?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# A second-layer unit switches wherever its input, itself piecewise linear in $x$, crosses zero:
# several times perhaps, and at places that depend on the first layer's weights. The second layer's
# features are the first layer's outputs, for its weights, or 1, for its biases, switched on and off
# there: jumps at these places, and for the weights bends at the first layer's elbows. The first
# layer's features jump at their own elbows and also wherever a second-layer unit switches, as the
# path to the output then changes.
#
# There are more singular values that aren't 0 (about 44 in place of 32, before training), and they
# fall more slowly: features jump in more places, so that more directions count. The leading
# principal features are as smooth and slow as before.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q3(e) Depth as a parameter (optional)
#
# Depth is the number of hidden layers; all at initialization. Singular values differ a lot from
# draw to draw: the picture has the median over twenty draws for each depth.

# %%
DEPTHS = (1, 2, 3, 4, 5)
DRAWS = 20


def draws(depth):
    """Singular values and principal features of several networks of a depth."""
    models = [new_network(20, depth, seed) for seed in range(DRAWS)]
    return [features.principal_features(model, x_train, x_grid) for model in models]


by_depth = {f"depth {depth}": draws(depth) for depth in DEPTHS}
plots.singular_values(
    {
        label: np.median([array(spectrum) for spectrum, _ in drawn], axis=0)
        for label, drawn in by_depth.items()
    }
)

# %%
shown = {label: array(drawn[1][1]) for label, drawn in list(by_depth.items())[::2]}
plots.principal_features(grid, shown, x_train.numpy())

# %% [raw]
# # BEGIN QUESTION
# name: q3e
# manual: true

# %% [markdown]
# **Q3(e)**, optional. What happens to the spectrum, its largest value and its tail, as the network
# gets deeper, and what would Q1 have you do about the learning rate?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# All singular values grow with the depth, since every layer adds features, and the small ones most:
# from depth 1 to 5 (medians over 60 draws) the first about twice, the tenth four times, the
# thirtieth almost fifty times. So the spectrum falls more slowly and has a longer tail. By Q1 the
# learning rate must stay below $1/\sigma_1^2$: a network of depth 5 needs about a quarter of the
# rate, and with the spread between draws rather less to be safe. In return the slow directions
# gain: $\sigma_{30}/\sigma_1$ grows about 24 times, so that training along the thirtieth takes some
# five hundred times fewer steps, and fine detail, noise included, is learned sooner.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Short answers
#
# What your derivations come to, in [answers.toml](../answers.toml).

# %%
grader.check("q3_answers")

# %% [markdown]
# ## Hand in
#
# When all four notebooks are done, run the cell. It saves this one (in JupyterLab; elsewhere save
# it first), writes `submission.zip` and says what is still missing.

# %%
grader.submit()
