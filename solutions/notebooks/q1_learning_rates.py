# %% [raw]
# # ASSIGNMENT CONFIG
# config_file: assign.yml

# %% [markdown]
# # Q1 Why learning rates cannot be too big
#
# The problem is in the [handout](../HANDOUT.md#q1-why-learning-rates-cannot-be-too-big), the code
# you write is in [learning_rates.py](../learning_rates.py). Here you see what it does.
#
# Save the file after a change and run a cell again: the notebook picks the change up by itself. A
# cell that needs a function you haven't written says which. `grader.check` asks the grader about
# one function, as `make check` does.

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

from student import learning_rates
from student.provided import plots
from student.provided.notebook import array

# %% [markdown]
# ## Q1(a) Stability

# %%
sigma, y = 2.0, 4.0
trajectories = {
    f"η = {rate:g}": array(learning_rates.gradient_descent(sigma, y, rate, 25))[:, 0]
    for rate in (0.02, 0.125, 0.2, 0.25, 0.256)
}
plots.trajectories(trajectories, y / sigma)

# %%
for rate in (0.02, 0.125, 0.2, 0.25, 0.256):
    (factor,) = learning_rates.convergence_factors(sigma, rate)
    print(f"η = {rate:5g}: a step multiplies the error by {factor:.3f}")

# %%
grader.check("q1_gradient_descent")

# %%
grader.check("q1_convergence_factors")

# %%
grader.read_answers(stability_bound="sigma", error_factor="eta sigma")

# %% [raw]
# # BEGIN QUESTION
# name: q1a
# manual: true

# %% [markdown]
# **Q1(a)** For which $\eta > 0$ is the recurrence stable? What happens at the largest such rate,
# and what does the sign of $1 - 2\eta\sigma^2$ change below it?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# The error $e_t = w_t - y/\sigma$ obeys $e_{t+1} = (1 - 2\eta\sigma^2) e_t$, so the recurrence is
# stable exactly where $\lvert 1 - 2\eta\sigma^2 \rvert < 1$, that is for $0 < \eta < 1/\sigma^2$.
# At the bound the factor is $-1$: $w_t$ alternates between $0$ and $2y/\sigma$ for ever. Below
# it, a positive factor ($\eta < 1/(2\sigma^2)$) approaches the solution from one side, a negative
# one overshoots it and alternates from side to side; at $\eta = 1/(2\sigma^2)$ one step is
# enough.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q1(b) How fast

# %%
epsilon = 1e-3
print("learning rate   factor   steps until the error is 1/1000")
for rate in (0.0025, 0.025, 0.075, 0.125, 0.175, 0.225, 0.2475):
    (factor,) = learning_rates.convergence_factors(sigma, rate)
    steps = learning_rates.steps_to_accuracy(sigma, rate, epsilon)
    print(f"{rate:13g}  {factor:7.3f}  {steps:6d}")

# %%
grader.check("q1_steps_to_accuracy")

# %%
grader.read_answers(steps_to_accuracy="epsilon rho")

# %% [raw]
# # BEGIN QUESTION
# name: q1b
# manual: true

# %% [markdown]
# **Q1(b)** Derive the number of steps from the convergence factor. Your formula holds in real
# arithmetic; where must the code take care?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# With $\rho = \lvert 1 - 2\eta\sigma^2 \rvert$ we have $\lvert e_t \rvert = \rho^t \lvert e_0
# \rvert$, which is at most $\varepsilon \lvert e_0 \rvert$ as soon as $t \ge \ln \varepsilon /
# \ln \rho$ (both logarithms are negative). So $t = \lceil \ln \varepsilon / \ln \rho \rceil$.
#
# In code, $\rho = 0$ has no logarithm and needs one step. And where the quotient is a whole number
# in real arithmetic, rounding may put it on either side: for $\rho = 3/4$ and $\varepsilon = 27/64$
# it comes out a little above $3$, and $\lceil \cdot \rceil$ makes that $4$. So the logarithms only
# say where to begin, at $\lfloor \ln \varepsilon / \ln \rho \rfloor$ or $1$, and from there $t$
# goes up until $\rho^t \le \varepsilon$ itself holds.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q1(c) Two coordinates

# %%
sigma, y = np.array([2.0, 0.6]), np.array([2.0, 0.9])
limit = learning_rates.max_learning_rate(sigma)
paths = {
    f"{share:g} of the bound": array(learning_rates.gradient_descent(sigma, y, share * limit, 40))
    for share in (0.1, 0.5, 0.97)
}
plots.quadratic_descent(np.diag(sigma), y, paths)

# %%
grader.check("q1_is_stable")

# %%
grader.check("q1_max_learning_rate")

# %%
grader.read_answers(two_coordinate_bound="sigma_l sigma_s")

# %% [raw]
# # BEGIN QUESTION
# name: q1c
# manual: true

# %% [markdown]
# **Q1(c)** For which $\eta$ do both coordinates converge? Which of the two limits the learning
# rate?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# Each coordinate follows its own scalar recurrence, so both converge where $\eta <
# 1/\sigma_\ell^2$ and $\eta < 1/\sigma_s^2$. The first is the smaller bound: the coordinate with
# the *large* $\sigma$, the steepest direction of the loss, limits the learning rate.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q1(d) The slow one

# %%
for share in (0.1, 0.5, 0.9, 0.95, 0.99):
    slowest = learning_rates.slowest_dimension(sigma, share * limit)
    print(f"at {share:4g} of the bound the slowest coordinate has σ = {sigma[slowest]:g}")

# %%
grader.check("q1_slowest_dimension")

# %% [raw]
# # BEGIN QUESTION
# name: q1d
# manual: true

# %% [markdown]
# **Q1(d)** Which coordinate is the slow one and which the fast one, depending on $\eta$,
# $\sigma_\ell$ and $\sigma_s$?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# The larger factor is the slower. While $\eta < 1/(\sigma_\ell^2 + \sigma_s^2)$ it is $1 -
# 2\eta\sigma_s^2$: the small $\sigma$ is slow because its steps are short. From there up to the
# bound it is $2\eta\sigma_\ell^2 - 1$: the large $\sigma$ is slow because it overshoots. The other
# coordinate is the fast one. The cases meet where $1 - 2\eta\sigma_s^2 = 2\eta\sigma_\ell^2 - 1$,
# at $\eta = 1/(\sigma_\ell^2 + \sigma_s^2)$.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q1(e) The best rate


# %%
def convergence_factors(sigma):
    """The factors for learning rates up to 1.2 times the bound, and your best rate."""
    rates = np.linspace(0, 1.2 * learning_rates.max_learning_rate(sigma), 601)[1:]
    factors = np.array([learning_rates.convergence_factors(sigma, rate) for rate in rates])
    best = learning_rates.optimal_learning_rate(sigma)
    return plots.convergence_factors(rates, factors, sigma, best)


convergence_factors(np.array([2.0, 0.6]))

# %%
grader.check("q1_optimal_learning_rate")

# %%
grader.read_answers(best_rate="sigma_l sigma_s", best_factor="kappa")

# %% [raw]
# # BEGIN QUESTION
# name: q1e
# manual: true

# %% [markdown]
# **Q1(e)** Derive the best rate. What is the factor there, in terms of $\kappa =
# \sigma_\ell^2/\sigma_s^2$?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# The worst factor is $\max(1 - 2\eta\sigma_s^2,\ 2\eta\sigma_\ell^2 - 1)$: the first falls and
# the second rises with $\eta$, so it is smallest where they are equal, at $\eta^\star =
# 1/(\sigma_\ell^2 + \sigma_s^2)$. There it is $\frac{\sigma_\ell^2 - \sigma_s^2}{\sigma_\ell^2 +
# \sigma_s^2} = \frac{\kappa - 1}{\kappa + 1}$, which is near 1, and so slow, where $\kappa$ is
# large.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q1(f) More coordinates in between

# %%
convergence_factors(np.array([2.0, 1.6, 1.2, 0.9, 0.6]))

# %% [raw]
# # BEGIN QUESTION
# name: q1f
# manual: true

# %% [markdown]
# **Q1(f)** Do coordinates whose $\sigma_i$ lie between $\sigma_s$ and $\sigma_\ell$ change which
# learning rates are stable? Do they change the best one?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# Neither. $1 - 2\eta\sigma^2$ is monotone in $\sigma$, so for every $\eta$ that of a $\sigma$ in
# between lies between those of $\sigma_s$ and $\sigma_\ell$, and its size is at most the larger
# of theirs. The worst factor, as a function of $\eta$, stays as it was, and with it the bound and
# the best rate.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q1(g) Least squares
#
# The data have two correlated features. On the left the iterates in their own coordinates; on the
# right the same iterates, and the contours of the same loss, in those of the right singular
# vectors, $V^\top w$.

# %%
rng = np.random.default_rng(182)
X = rng.standard_normal((30, 2)) @ np.array([[1.0, 0.6], [0.0, 0.8]])
y = X @ np.array([1.0, -0.5]) + 0.1 * rng.standard_normal(30)
_, _, Vt = np.linalg.svd(X)

limit, best = learning_rates.least_squares_learning_rates(X)
paths = {
    "best rate": learning_rates.least_squares_gradient_descent(X, y, best, 40),
    "0.2 of the bound": learning_rates.least_squares_gradient_descent(X, y, 0.2 * limit, 40),
}
paths = {label: array(path) for label, path in paths.items()}
in_svd = {label: path @ Vt.T for label, path in paths.items()}
left, right = plots.new_panels(1, 2)[0]
plots.quadratic_descent(X, y, paths, ax=left)
left.get_legend().remove()
names = ("$(V^Tw)[1]$", "$(V^Tw)[2]$")
plots.quadratic_descent(X @ Vt.T, y, in_svd, names, ax=right)

# %%
grader.check("q1_least_squares_gradient_descent")

# %%
grader.check("q1_least_squares_learning_rates")

# %% [raw]
# # BEGIN QUESTION
# name: q1g
# manual: true

# %% [markdown]
# **Q1(g)** With $X = U \Sigma V^\top$, show that in the coordinates $V^\top w$ the problem falls
# apart into those of (a) to (f). What plays the part of $\sigma_i$, and of $y_i$?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# Write $\tilde w = V^\top w$ and $\tilde y = U^\top y$. Orthogonal maps keep lengths, so $\lVert
# Xw - y \rVert^2 = \lVert \Sigma \tilde w - \tilde y \rVert^2 = \sum_i (\sigma_i \tilde w_i
# - \tilde y_i)^2 + {}$ a constant: the part of $y$ outside the range
# of $X$. Multiplying the iteration by $V^\top$ gives $\tilde w_{t+1} = \tilde w_t - 2\eta
# \Sigma^\top(\Sigma \tilde w_t - \tilde y)$, which is (a) for each $i$, with the singular values
# as $\sigma_i$ and $\tilde y_i = u_i^\top y$ as $y_i$. So the largest singular value limits the
# learning rate, $\eta < 1/\sigma_{\max}^2$, and $\kappa = \sigma_{\max}^2/\sigma_{\min}^2$ says
# how slow the best rate is. Where $\sigma_i = 0$ the iterates never move: that is why it is left
# out.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Short answers
#
# What your derivations come to, in [answers.toml](../answers.toml).

# %%
grader.check("q1_answers")

# %% [markdown]
# ## Hand in
#
# When all four notebooks are done, run the cell. It saves this one (in JupyterLab; elsewhere save
# it first), writes `submission.zip` and says what is still missing.

# %%
grader.submit()
