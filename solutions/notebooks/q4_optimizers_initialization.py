# %% [raw]
# # ASSIGNMENT CONFIG
# config_file: assign.yml

# %% [markdown]
# # Q4 Initialization and optimizers
#
# The problem is in `student/HANDOUT.md`, the code you write is in `student/initialization.py`,
# `student/optimizers.py` and `student/training.py`. Save a file after a change and run a cell
# again: the notebook picks the change up by itself.

# %%
import os
import sys

sys.path.insert(0, os.path.abspath("../.."))

from student.provided import notebook

grader = notebook.start()

# %%
import numpy as np

from student import initialization, optimizers, training
from student.provided import experiments, plots
from student.provided.data import load_digits_data
from student.provided.network import FullyConnectedNetwork
from student.provided.solver import Solver

digits = load_digits_data()


def train(rule, learning_rate, layer_dims, scheme="he", data=digits, seed=0, **options):
    """Train a new network with one of your rules, from one of your initializations."""
    rng = np.random.default_rng(seed)
    network = FullyConnectedNetwork(initialization.initialize(layer_dims, scheme, rng))
    solver = Solver(network, data, rule, learning_rate, seed=seed, **options)
    solver.train()
    return solver


def losses(solvers):
    """The loss of every step, by label, for `plots.losses`."""
    return {label: np.array(solver.loss_history) for label, solver in solvers.items()}


def accuracies(solvers):
    """The accuracies after every epoch, by label, for `plots.accuracies`."""
    return {
        label: (np.array(solver.train_accuracy_history), np.array(solver.val_accuracy_history))
        for label, solver in solvers.items()
    }


# %% [markdown]
# The data: images of 8 × 8 pixels in ten classes, 1,200 of them for training. The mean of each
# pixel is taken off; for the picture it is put back.

# %%
raw_pixels = digits.X_train - digits.X_train.min(axis=0)
plots.images(raw_pixels[:20], digits.y_train[:20])

# %% [markdown]
# ## Q4(a) Initialization

# %%
weights = initialization.he_init(256, 128, np.random.default_rng(0))
plots.weight_histogram(weights, np.sqrt(2 / 256), "He initialization, fan_in = 256")

# %%
grader.check("q4a_zero_init")

# %%
grader.check("q4a_random_init")

# %%
grader.check("q4a_he_init")

# %%
grader.check("q4a_initialize")

# %% [markdown]
# ## Q4(b) SGD
#
# First a test of everything at once: a network that can't learn 50 examples by heart has a
# mistake in it.

# %%
SMALL, MEDIUM = (64, 100, 10), (64, 100, 100, 100, 10)
by_heart = {
    "SGD, 50 examples": train(
        optimizers.sgd, 5e-2, MEDIUM, data=digits.first(50), num_epochs=40, batch_size=10
    )
}
plots.losses(losses(by_heart), smoothing=5)

# %%
plots.accuracies(accuracies(by_heart))

# %%
grader.check("q4b_sgd")

# %% [markdown]
# ## Q4(b) Momentum

# %%
momentum_or_not = {
    "SGD": train(optimizers.sgd, 1e-2, MEDIUM, num_epochs=10),
    "SGD with momentum": train(optimizers.sgd_momentum, 1e-2, MEDIUM, num_epochs=10),
}
plots.losses(losses(momentum_or_not))

# %%
plots.accuracies(accuracies(momentum_or_not))

# %%
grader.check("q4b_sgd_momentum")

# %% [markdown]
# ## Q4(b) RMSProp and Adam

# %%
grader.check("q4b_rmsprop")

# %%
grader.check("q4b_adam")

# %% [markdown]
# All rules on the same network. RMSProp is optional: without it, take its line out.

# %%
rules = {
    "SGD": (optimizers.sgd, 1e-2),
    "momentum": (optimizers.sgd_momentum, 1e-2),
    "RMSProp": (optimizers.rmsprop, 1e-3),
    "Adam": (optimizers.adam, 1e-3),
}
compared = {label: train(*rule, MEDIUM, num_epochs=10) for label, rule in rules.items()}
plots.losses(losses(compared))

# %%
plots.accuracies(accuracies(compared))

# %% [markdown]
# ## Q4(c) Gradient norms
#
# A network with ten layers, from each of the three initializations, trained by SGD with momentum.

# %%
TEN_LAYERS = (64, *[50] * 9, 10)
initialized = {
    label: train(
        optimizers.sgd_momentum,
        1e-2,
        TEN_LAYERS,
        scheme,
        num_epochs=10,
        gradient_norm=training.mean_gradient_norm,
    )
    for label, scheme in {"zero": "zero", "random": "random", "He": "he"}.items()
}
plots.losses(losses(initialized))

# %%
plots.accuracies(accuracies(initialized))

# %%
plots.gradient_norms(
    {label: np.array(solver.gradient_norm_history) for label, solver in initialized.items()}
)

# %% [markdown]
# The mean hides where a norm comes from. The norms of $\partial L/\partial W_l$, layer by layer,
# before the first step:

# %%
batch = digits.X_train[:100], digits.y_train[:100]
by_layer = {}
for label in initialized:
    start = initialization.initialize(TEN_LAYERS, label.lower(), np.random.default_rng(0))
    _, gradients = FullyConnectedNetwork(start).loss(*batch)
    by_layer[label] = np.array([np.linalg.norm(gradients[f"W{i}"]) for i in range(1, 11)])
plots.gradient_norms_by_layer(by_layer)

# %%
grader.check("q4c_mean_gradient_norm")

# %% [raw]
# # BEGIN QUESTION
# name: q4c_gradient_norms
# manual: true

# %% [markdown]
# **Q4(c)** What do you see in the mean gradient norm under the zero, the random and the He
# initialization? Explain it: what does each layer do to the size of what passes through it,
# forwards and backwards?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# Under He it is of the order of 1 throughout. Under zero and random it is about a hundred times
# smaller, and loss and accuracy stay at those of guessing.
#
# Forwards, a layer multiplies the mean square of what passes through it by $\tfrac12 n_\text{in}
# \operatorname{Var}(w)$: the ReLU halves it. Backwards it is the same with $n_\text{out}$. He's
# variance $2/n_\text{in}$ makes that 1, so signals and gradients keep their size through any
# number of layers. With a standard deviation of $10^{-2}$ and $n = 50$ it is $\tfrac12 \cdot 50
# \cdot 10^{-4} = 0.0025$: sizes shrink twentyfold with each layer. $\partial L/\partial W_l$ is
# the product of the signal that came up to layer $l$ and the gradient that came down to it, so it
# has lost a factor 20 for each of the *other* nine layers, whichever $l$ is: all of them are
# about $20^{-9} \approx 10^{-12}$. With zeros there is neither signal nor gradient, and every
# $\partial L/\partial W_l$ is exactly 0.
#
# What remains of the mean norm in both cases is the last bias, which needs no signal: it learns
# the frequencies of the classes, and that is all.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q4(c) Momentum's effective step
#
# Plain SGD at several rates against momentum 0.9 at rate 1e-2: the same batches and number of
# steps, averaged over three seeds. This is the experiment that the grader runs with your
# `MATCHED_SGD_LEARNING_RATE`.

# %%
rates = np.array([0.005, 0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.25, 0.4])
comparisons = [
    experiments.compare_momentum_with_sgd(rate, optimizers.sgd, optimizers.sgd_momentum)
    for rate in rates
]
plots.matching_learning_rate(
    rates,
    np.array([comparison.sgd_accuracy for comparison in comparisons]),
    comparisons[0].momentum_accuracy,
)

# %%
matched = notebook.filled_in(training, "MATCHED_SGD_LEARNING_RATE")
steps = {
    "momentum at 0.01": train(optimizers.sgd_momentum, 1e-2, SMALL, num_steps=120),
    f"SGD at {matched:g}": train(optimizers.sgd, matched, SMALL, num_steps=120),
    "SGD at 0.01": train(optimizers.sgd, 1e-2, SMALL, num_steps=120),
    "SGD at 0.01, batch 600": train(optimizers.sgd, 1e-2, SMALL, num_steps=120, batch_size=600),
}
plots.losses(losses(steps), smoothing=5)

# %% [markdown]
# What a larger batch changes. For batches of several sizes, drawn at random: the length of their
# mean gradient, and how far single batches are from it.

# %%
rng = np.random.default_rng(0)
network = FullyConnectedNetwork(initialization.initialize(SMALL, "he", rng))
batch_sizes = np.array([10, 20, 50, 100, 200, 500])
lengths, noise = [], []
for size in batch_sizes:
    draws = [rng.integers(len(digits.y_train), size=size) for _ in range(60)]
    gradients = [network.loss(digits.X_train[i], digits.y_train[i])[1] for i in draws]
    flat = np.array([np.concatenate([g.ravel() for g in each.values()]) for each in gradients])
    lengths.append(np.linalg.norm(flat.mean(axis=0)))
    noise.append(np.sqrt(np.mean(np.sum((flat - flat.mean(axis=0)) ** 2, axis=1))))
plots.batch_size_effect(batch_sizes, np.array(lengths), np.array(noise))

# %%
grader.check("q4c_matched_learning_rate")

# %% [raw]
# # BEGIN QUESTION
# name: q4c_effective_step
# manual: true

# %% [markdown]
# **Q4(c)** Derive the plain-SGD learning rate that matches momentum. What does a larger batch
# change about the steps, and what not?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# If every gradient is $g$, the velocity is $v_t = (1 + \mu + \dots + \mu^{t-1}) g \to g/(1 -
# \mu)$, reached to within a few percent after some $3/(1 - \mu)$ steps. The steps are $\eta g/(1
# - \mu)$: those of plain SGD at the rate $\eta/(1 - \mu) = 0.01/0.1 = 0.1$.
#
# A larger batch averages more examples: its gradient is less noisy, by $1/\sqrt B$, but its mean
# is the same, so the steps are as long as before and the same number of them leads about as far.
# Without a higher learning rate it only costs more for each step.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q4(c) A good model
#
# Your `BEST_MODEL`, trained as the grader does, but with your rules. Its validation accuracy has
# to be above `experiments.BEST_MODEL_BAR`.

# %%
best_model = notebook.filled_in(training, "BEST_MODEL")
rule = {best_model["update_rule"]: getattr(optimizers, best_model["update_rule"])}
result = experiments.train_best_model(best_model, rule)
print(f"training accuracy   {result.train_accuracy:.3f}")
print(f"validation accuracy {result.val_accuracy:.3f}  (bar: {experiments.BEST_MODEL_BAR})")

# %%
best = {
    "your model": train(
        rule[best_model["update_rule"]],
        best_model["learning_rate"],
        experiments.DEEP,
        num_epochs=best_model["num_epochs"],
        batch_size=best_model["batch_size"],
        lr_decay=best_model["lr_decay"],
    )
}
plots.accuracies(accuracies(best))

# %%
grader.check("q4c_best_model")

# %% [raw]
# # BEGIN QUESTION
# name: q4c_best_model
# manual: true

# %% [markdown]
# **Q4(c)** What did you try, and what helped?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# At its default rate no rule gets there within ten epochs and batches of 100: SGD comes to 0.51,
# Adam to 0.84, momentum to 0.92. Smaller batches help all of them, as there are twice as many
# steps: momentum with batches of 50 reaches 0.97 at the rate 0.01, in twelve epochs. So does a
# larger rate, 0.05 with batches of 100, but its accuracy jumps about until the rate is decayed by
# 0.9 after each epoch. At 0.1, whose steps are as long as those of plain SGD at 1, it learns
# nothing.

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
