# %% [raw]
# # ASSIGNMENT CONFIG
# config_file: assign.yml

# %% [markdown]
# # Q2 Step size in gradient descent
#
# The problem is in the [handout](../HANDOUT.md#q2-step-size-in-gradient-descent), the code you
# write is in [step_sizes.py](../step_sizes.py). Save the file after a change and run a cell again:
# the notebook picks the change up by itself.

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

from student import step_sizes
from student.provided import plots, step_size_helper
from student.provided.notebook import array

# %% [markdown]
# ## Q2(a) Convexity

# %% [raw]
# # BEGIN QUESTION
# name: q2a
# manual: true

# %% [markdown]
# **Q2(a)** Prove that $f$ is convex.

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# For $0 \le \lambda \le 1$, $\lambda x + (1 - \lambda) z - b = \lambda (x - b) + (1 - \lambda)(z
# - b)$. The triangle inequality gives $f(\lambda x + (1 - \lambda) z) \le \lambda \lVert x - b
# \rVert_2 + (1 - \lambda) \lVert z - b \rVert_2 = \lambda f(x) + (1 - \lambda) f(z)$.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q2(b) The gradient

# %%
b, x0, tolerance = np.array([6.0, 4.5]), np.zeros(2), 0.01
for x in (x0, np.array([5.99, 4.5]), np.array([6.0, 104.5]), b):
    print(f"x = {x}:  gradient {step_sizes.distance_gradient(x, b)}")

# %%
grader.check("q2_distance_gradient")

# %%
grader.read_answers(gradient_entry="x b D")

# %% [raw]
# # BEGIN QUESTION
# name: q2b
# manual: true

# %% [markdown]
# **Q2(b)** Where is $\nabla f$ well-defined, and what is its value there? Where it isn't, why are
# zeros a good thing to return? (Which vectors $g$ satisfy $f(z) \ge f(x) + g^\top (z - x)$ for
# every $z$?)

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# Everywhere but at $x = b$. There $f(x)^2 = \sum_i (x_i - b_i)^2$, so $2 f \, \partial f /
# \partial x_i = 2 (x_i - b_i)$ and $\nabla f(x) = (x - b)/\lVert x - b \rVert_2$: it points away
# from $b$, and its length is 1 however near $b$ is.
#
# At $x = b$ the slope is 1 in every direction, which no linear function can have. A $g$ with $f(z)
# \ge f(b) + g^\top (z - b)$ for every $z$, a subgradient, is every $g$ with $\lVert g \rVert_2 \le
# 1$. Zero is the shortest of them. It says $f(z) \ge f(b)$ for every $z$: $b$ is the minimizer, and
# gradient descent that has arrived there stays.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q2(c) Constant steps
#
# Before you prove anything, look. The tool draws $x_{i+1} = x_i - t_i \nabla f(x_i)$ for $f(x) =
# \lVert x - b \rVert_2$; it works without any of your code.

# %%
step_size_helper.explorer()

# %%
constant = step_sizes.constant_step_sizes(1.0, 2000)
path = array(step_sizes.gradient_descent(b, x0, constant))
plots.iterates_in_plane(path[:12], b, "constant steps, $t_i = 1$")

# %%
print("first within the tolerance:", step_sizes.steps_until_within(b, x0, constant, tolerance))
print("ends up alternating between the distances", step_sizes.constant_step_limit(7.5, 1.0))
for step in (0.25, 0.4, 0.5, 1.0, 3.0):
    reaches = step_sizes.constant_step_reaches(7.5, step, tolerance)
    print(f"a constant step of {step:g} comes within {tolerance:g} of b: {reaches}")

# %%
grader.check("q2_constant_step_sizes")

# %%
grader.check("q2_gradient_descent")

# %%
grader.check("q2_steps_until_within")

# %%
grader.check("q2_constant_step_limit")

# %%
grader.check("q2_constant_step_reaches")

# %%
grader.read_answers(constant_distance="")

# %% [raw]
# # BEGIN QUESTION
# name: q2c
# manual: true

# %% [markdown]
# **Q2(c)** With $t_i = 1$ in the running example, does gradient descent come within $0.01$ of
# $b$? After how many steps, or why not? Prove it. For which $b$ does it work when the step is $1$
# and $x_0 = 0$?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# No. The gradient has length 1 and points away from $b$, so all iterates lie on the line through
# $x_0$ and $b$, and the distance obeys $\delta_{i+1} = \lvert \delta_i - 1 \rvert$: a step of
# length 1 towards $b$, and past it where $\delta_i < 1$. From $\delta_0 = 7.5$ it falls by 1 to
# $\delta_7 = 0.5$, and then $\lvert 0.5 - 1 \rvert = 0.5$ for ever. The smallest distance is
# $0.5$.
#
# In general the distance falls to $r = \lVert b \rVert_2 \bmod 1$ and then alternates between $r$
# and $1 - r$. So $b$ is reached exactly where $\lVert b \rVert_2$ is an integer, and to within
# $0.01$ where it is within $0.01$ of one.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q2(d) Decreasing steps

# %%
decreasing = step_sizes.decreasing_step_sizes(2000)
slow_path = array(step_sizes.gradient_descent(b, x0, decreasing))
plots.iterates_in_plane(slow_path, b, "decreasing steps, $t_i = 1/(i + 1)$")

# %%
print("first within the tolerance:", step_sizes.steps_until_within(b, x0, decreasing, tolerance))
print("and by the distance alone: ", step_sizes.decreasing_steps_needed(7.5, tolerance))

# %% [markdown]
# Distances against the step number. Once an iterate has passed $b$ it goes from side to side: two
# distances that alternate, drawn as a band.

# %%
geometric_path = array(step_sizes.gradient_descent(b, x0, (5 / 6) ** np.arange(2000)))
distances = {
    "constant, $t_i = 1$": np.linalg.norm(path - b, axis=1),
    "decreasing, $1/(i + 1)$": np.linalg.norm(slow_path - b, axis=1),
    "decreasing, $(5/6)^i$": np.linalg.norm(geometric_path - b, axis=1),
}
plots.distances_by_step(distances, tolerance)

# %%
grader.check("q2_decreasing_step_sizes")

# %%
grader.check("q2_decreasing_steps_needed")

# %%
grader.read_answers(decreasing_steps="")

# %% [raw]
# # BEGIN QUESTION
# name: q2d
# manual: true

# %% [markdown]
# **Q2(d)** Does gradient descent now come within $0.01$ of $b = (6, 4.5)$, and after how many
# steps? Prove that it comes as near as you like to *every* $b$. Which two properties of the step
# sizes did you use?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# Yes, after 1005 steps: $1 + \tfrac12 + \dots + \tfrac1n$ first reaches $7.49$ at $n = 1005$, and
# no step before that passes $b$.
#
# For any $b$ and tolerance $\tau > 0$, the distance obeys $\delta_{i+1} = \lvert \delta_i - t_i
# \rvert$. As $t_i \to 0$, there is an $M$ with $t_i \le \tau$ for all $i \ge M$. If $\delta_i \ge
# t_i$ held for all $i \ge M$, the distance would fall by $\sum_{i \ge M} t_i = \infty$ in all,
# which is impossible. So $\delta_N < t_N$ for some $N \ge M$: we are within $\tau$. And we stay
# there: where $\delta_i \le \tau$ and $i \ge M$, either $\delta_{i+1} = \delta_i - t_i \le \tau$
# or $\delta_{i+1} = t_i - \delta_i \le t_i \le \tau$.
#
# The two properties: the step sizes sum to infinity (they can go any distance), and they go to
# zero (they can settle down).

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Q2(d) Other decreasing steps, and how long they take

# %%
starts = np.linspace(1, 10, 91)
exact = np.array([step_sizes.decreasing_steps_needed(start, tolerance) for start in starts])
estimate = np.array([step_sizes.decreasing_steps_estimate(start) for start in starts])
plots.steps_needed(starts, exact, estimate)

# %%
plots.estimate_ratio(starts, exact, estimate)

# %%
grader.check("q2_decreasing_steps_estimate")

# %%
grader.read_answers(growth="delta gamma", geometric_reach="")

# %% [raw]
# # BEGIN QUESTION
# name: q2d_other_steps
# manual: true

# %% [markdown]
# **Q2(d)** How does the number of steps $1/(i + 1)$ grow with $\lVert x_0 - b \rVert$? Steps $t_i =
# (5/6)^i$ decrease too: which $b$ do they come as near to as you like from $x_0 = 0$, and which of
# the two properties do they lack? With steps that always get there but slowly, and steps that are
# fast but stop short, what would you try in practice?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# $n$ steps go as far as $1 + \tfrac12 + \dots + \tfrac1n \approx \ln n + \gamma$. To cover the
# distance $\delta$ takes $n \approx e^{\delta - \gamma}$ steps: it grows exponentially, by a
# factor $e$ for each unit of distance. From $5$ on the estimate is about 1 % above the exact
# count: the last $0.01$ need not be covered, and $e^{0.01} = 1.01$. For short distances it can be
# far too small: an iterate passes $b$ by a step that is still long and has to come back.
#
# The steps $(5/6)^i$ sum to $6$, and from $t_i$ on to $6 t_i$. With them gradient descent comes as
# near as you like to every $b$ with $\lVert b \rVert_2 \le 6$: if the distance $\delta_i$ is at
# most what is left to go, $6 t_i$, then so is the next one. Either $\delta_{i+1} = \delta_i - t_i
# \le 5 t_i$, or $\delta_{i+1} = t_i - \delta_i \le t_i$, and what is left after the step is $6
# t_{i+1} = 5 t_i$. As $t_i \to 0$, so does the distance. (For $\lVert b \rVert_2 = 6$ no step ever
# passes $b$: it is reached in the limit alone.) A $b$ beyond $6$, such as ours at $7.5$, is
# approached to $\lVert b \rVert_2 - 6 = 1.5$. The steps go to zero, but their sum is finite.
#
# In practice: keep the step constant while the distance (or the loss) still falls, then shrink it
# and go on. That goes any distance in a number of steps proportional to it, and still settles
# down: a learning rate that is decayed when training levels off.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Short answers
#
# What your derivations come to, in [answers.toml](../answers.toml).

# %%
grader.check("q2_answers")

# %% [markdown]
# ## Hand in
#
# When all four notebooks are done, run the cell. It saves this one (in JupyterLab; elsewhere save
# it first), writes `submission.zip` and says what is still missing.

# %%
grader.submit()
