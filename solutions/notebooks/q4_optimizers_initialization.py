# %% [raw]
# # ASSIGNMENT CONFIG
# config_file: assign.yml

# %% [markdown]
# # Q4 Initialization and optimizers
#
# The problem is in the [handout](../HANDOUT.md#q4-initialization-and-optimizers), the code you
# write is in [initialization.py](../initialization.py), [optimizers.py](../optimizers.py) and
# [training.py](../training.py). Save a file after a change and run a cell again: the notebook picks
# the change up by itself.

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

from student import initialization, optimizers, training
from student.provided import experiments, plots
from student.provided.data import load_cifar10, load_digits_data
from student.provided.network import FullyConnectedNetwork
from student.provided.solver import Solver

digits = load_digits_data()


def train(rule, learning_rate, layer_dims, scheme="he", weight_scale=1e-2, **options):
    """Train a new network with one of your rules, from one of your initializations."""
    start = initialization.initialize(layer_dims, scheme, np.random.default_rng(0), weight_scale)
    network, data = FullyConnectedNetwork(start), options.pop("data", digits)
    solver = Solver(network, data, rule, learning_rate, **options)
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

# %% [markdown]
# The norms of $\partial L/\partial W_l$ in a network with ten layers, layer by layer, before any
# training:

# %%
TEN_LAYERS = (64, *[50] * 9, 10)
batch = digits.X_train[:100], digits.y_train[:100]
by_layer = {}
for label, scheme in {"zero": "zero", "random": "random", "He": "he"}.items():
    start = initialization.initialize(TEN_LAYERS, scheme, np.random.default_rng(0))
    _, gradients = FullyConnectedNetwork(start).loss(*batch)
    by_layer[label] = np.array([np.linalg.norm(gradients[f"W{i}"]) for i in range(1, 11)])
plots.gradient_norms_by_layer(by_layer)

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

# %% [markdown]
# The same network on more and more examples, for 400 steps each. It learns all of them by heart;
# the gap between training and validation is what it overfits.

# %%
more_examples = {
    f"{count} examples": train(
        optimizers.sgd, 5e-2, MEDIUM, data=digits.first(count), num_steps=400, batch_size=50
    )
    for count in (50, 200, 1200)
}
for label, solver in more_examples.items():
    trained, validated = solver.train_accuracy_history[-1], solver.val_accuracy_history[-1]
    print(f"{label:>13}: training {trained:.3f}, validation {validated:.3f}")

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
# ## Q4(b) RMSProp

# %%
grader.check("q4b_rmsprop")

# %% [markdown]
# ## Q4(b) Adam

# %%
grader.check("q4b_adam")

# %% [markdown]
# All rules on the same network, each at a rate that suits it. RMSProp is optional: without it, take
# its lines out.

# %%
tuned = {
    "SGD, rate 0.2": (optimizers.sgd, 0.2),
    "momentum, rate 0.03": (optimizers.sgd_momentum, 0.03),
    "RMSProp, rate 0.002": (optimizers.rmsprop, 0.002),
    "Adam, rate 0.005": (optimizers.adam, 0.005),
}
compared = {label: train(*rule, MEDIUM, num_epochs=10) for label, rule in tuned.items()}
plots.losses(losses(compared)).set_yscale("log")

# %%
plots.accuracies(accuracies(compared)).set_ylim(80, 100.5)

# %% [markdown]
# RMSProp and Adam at one rate, without smoothing: look at the first steps.

# %%
shared = {
    "RMSProp, rate 0.001": train(optimizers.rmsprop, 1e-3, MEDIUM, num_epochs=5),
    "Adam, rate 0.001": train(optimizers.adam, 1e-3, MEDIUM, num_epochs=5),
}
plots.losses(losses(shared), smoothing=1)

# %%
grader.read_answers(rmsprop_first_step="eta rho g", adam_first_step="eta beta1 beta2 g")

# %% [raw]
# # BEGIN QUESTION
# name: q4b_shared_rate
# manual: true

# %% [markdown]
# **Q4(b)** At one shared learning rate RMSProp is far ahead of Adam in the first epoch. Where does
# its lead come from, and what is left of it when each rule has a rate of its own?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# From the bias correction that it lacks. Its cache starts at 0, so that in the first step $c = (1 -
# \rho)\,dw^2$ and every entry moves by $\eta/\sqrt{1 - \rho} = 10\,\eta$ for $\rho = 0.99$; after
# $t$ steps of one gradient it is still $\eta/\sqrt{1 - \rho^t}$. Adam divides by the corrected
# $\sqrt{\hat v}$, and its steps are $\eta$ long from the first. So RMSProp trains at a larger rate
# for a while, with a schedule that nobody asked for. With a rate of its own each rule gets as far:
# after ten epochs all four are at 98 or 99 % validation accuracy.
# (Their training losses, all near 0, still differ: those depend on how long one goes on.)

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q4(c) What initialization does to training
#
# One hidden layer, from all zeros and from small random weights, trained by SGD with momentum.

# %%
one_hidden_layer = {
    label: train(optimizers.sgd_momentum, 1e-2, (64, 50, 10), label, num_epochs=10)
    for label in ("zero", "random")
}
plots.accuracies(accuracies(one_hidden_layer))

# %% [markdown]
# Ten layers, from these two, from He's weights, and from random weights that are too large.

# %%
schemes = {
    "zero": ("zero", 1e-2),
    "random, std 0.01": ("random", 1e-2),
    "He": ("he", 1e-2),
    "random, std 0.4": ("random", 0.4),
}
initialized = {
    label: train(
        optimizers.sgd_momentum,
        1e-2,
        TEN_LAYERS,
        *scheme,
        num_epochs=10,
        gradient_norm=training.mean_gradient_norm,
    )
    for label, scheme in schemes.items()
}
ax = plots.losses(losses(initialized), smoothing=1)
ax.set_yscale("log")
ax.set_ylim(0.01, 1e5)
print(f"std 0.4 begins with a loss of {initialized['random, std 0.4'].loss_history[0]:,.0f}")

# %%
plots.accuracies(accuracies(initialized))

# %%
ax = plots.gradient_norms(
    {label: np.array(solver.gradient_norm_history) for label, solver in initialized.items()}
)
ax.set_ylim(1e-3, 1e5)

# %%
grader.check("q4c_mean_gradient_norm")

# %%
grader.read_answers(layer_factor="n s")

# %% [raw]
# # BEGIN QUESTION
# name: q4c_gradient_norms
# manual: true

# %% [markdown]
# **Q4(c)** What does the random initialization break that the zero one doesn't, and why can't you
# see it in the network of ten layers? What do you see in the ten-layer network's mean gradient
# norm? Explain it: what does each layer do to the size of what passes through it, forwards and
# backwards?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# The symmetry between hidden units. From zeros, all units of a layer get the same gradient, here
# even 0, and stay alike: the network guesses for ever (11 %). Small random weights tell the units
# apart, and with one hidden layer that is enough to learn (83 % after ten epochs). With ten layers
# their signal is lost on the way, and both curves coincide.
#
# There the mean gradient norm is of the order of 1 under He, from 1.7 down to some tenths. Under
# zero and random it is about a hundred times smaller, and loss and accuracy stay at those of
# guessing. With a standard deviation of 0.4 it starts above 1,000, with a loss of 3,059, and
# training diverges within five steps.
#
# Forwards, a layer multiplies the mean square of what passes through it by $\tfrac12 n_\text{in}
# \operatorname{Var}(w)$: the ReLU halves it. Backwards it is the same with $n_\text{out}$. He's
# variance $2/n_\text{in}$ makes the first 1, and the second $n_\text{out}/n_\text{in}$, which is 1
# as well for the layers in between, that are as wide as their input. So signals and gradients keep
# their size through any number of layers. With a standard deviation of $10^{-2}$ and $n = 50$ the
# factor is $\tfrac12 \cdot 50 \cdot 10^{-4} = 0.0025$: sizes shrink twentyfold with each layer.
# With $0.4$ it is 4, and sizes double. $\partial L/\partial W_l$ is the product of the signal that
# came up to layer $l$ and the gradient that came down to it, so it has lost a factor 20 for each of
# the *other* nine layers, whichever $l$ is: all of them are about $20^{-9} \approx 2 \cdot
# 10^{-12}$. With zeros there is neither signal nor gradient, and every $\partial L/\partial W_l$ is
# exactly 0.
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

# %%
grader.read_answers(momentum_effective_rate="eta mu")

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
# Your `BEST_MODEL`, trained as the grader does, but with your rules. Its validation accuracy at the
# end has to be at least `experiments.BEST_MODEL_BAR`.

# %%
best_model = notebook.filled_in(training, "BEST_MODEL")
rule = {best_model["update_rule"]: getattr(optimizers, best_model["update_rule"])}
result = experiments.train_best_model(best_model, rule)
print(f"training accuracy   {result.train_accuracy:.3f}")
plots.best_model(result.val_accuracy_history, experiments.BEST_MODEL_BAR)

# %% [markdown]
# You have chosen the numbers by their validation accuracy, so it flatters them. Images that nobody
# has looked at yet are the fair test, once:

# %%
test_accuracy = result.network.accuracy(digits.X_test, digits.y_test)
print(f"validation accuracy {result.val_accuracy:.3f}, test accuracy {test_accuracy:.3f}")

# %% [markdown]
# Optional: real photographs. Download the Python version of CIFAR-10, unpack it, and name the
# folder. Fully connected networks don't get far there, which is why there are others.

# %%
CIFAR_FOLDER = None  # such as "cifar-10-batches-py"
if CIFAR_FOLDER is not None:
    photographs = load_cifar10(CIFAR_FOLDER)
    on_cifar = train(optimizers.adam, 1e-3, (3072, 100, 100, 10), data=photographs, num_epochs=5)
    print(f"validation accuracy {on_cifar.val_accuracy_history[-1]:.3f}")

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
# At its default rate none of the three rules gets there within ten epochs and batches of 100: SGD
# comes to about 0.5, Adam to about 0.85, momentum to about 0.92. Smaller batches help all of them,
# as there are twice as many steps: momentum with batches of 50 reaches 0.97 at the rate 0.01, in
# twelve epochs. So does a larger rate, 0.05 with batches of 100 and as many epochs, to about 0.97,
# though its accuracy jumps about by a few percent from one epoch to the next; to decay the rate by
# 0.9 after each epoch doesn't change that much. At 0.1, whose steps are as long as those of plain
# SGD at 1, it learns little.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Short answers
#
# What your derivations come to, in [answers.toml](../answers.toml).

# %%
grader.check("q4_answers")

# %% [markdown]
# ## Hand in
#
# When all four notebooks are done, run the cell. It saves this one (in JupyterLab; elsewhere save
# it first), writes `submission.zip` and says what is still missing.

# %%
grader.submit()
