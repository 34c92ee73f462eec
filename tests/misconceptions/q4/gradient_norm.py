"""Q4(c) mean_gradient_norm: other norms and other means."""

from __future__ import annotations

import numpy as np

from grader.diagnosis.bank import ALL, misconception


@misconception(
    part="q4c_mean_gradient_norm",
    formula="mean of ‖g‖²",
    hint="A norm scales with the gradient. Does your number?",
    costs=ALL,
)
def mean_gradient_norm__squared(grads: dict[str, np.ndarray]) -> float:
    return float(np.mean([np.sum(gradient**2) for gradient in grads.values()]))


@misconception(
    part="q4c_mean_gradient_norm",
    formula="g ← g² in place",
    hint="The gradients belong to the caller: are they the same after your function?",
)
def mean_gradient_norm__gradients_changed(grads: dict[str, np.ndarray]) -> float:
    total = 0.0
    for gradient in grads.values():
        gradient *= gradient
        total += np.sqrt(np.sum(gradient))
    return float(total / len(grads))


@misconception(
    part="q4c_mean_gradient_norm",
    formula="g ← g² in place, after a conversion that copies float32 alone",
    hint="The gradients belong to the caller: are they the same after your function?",
)
def mean_gradient_norm__doubles_changed(grads: dict[str, np.ndarray]) -> float:
    squares = [np.asarray(gradient, dtype=np.float64) for gradient in grads.values()]
    for square in squares:
        square **= 2
    return float(np.mean([np.sqrt(square.sum()) for square in squares]))


@misconception(
    part="q4c_mean_gradient_norm",
    formula="‖(g₁, g₂, …)‖ of all entries in one vector",
    hint="One norm for each array, then the mean: how many norms do you take?",
)
def mean_gradient_norm__of_the_concatenation(grads: dict[str, np.ndarray]) -> float:
    return float(np.linalg.norm(np.concatenate([g.ravel() for g in grads.values()])))


@misconception(
    part="q4c_mean_gradient_norm",
    formula="max ‖g‖",
    hint="One number stands for all arrays: the largest, or the mean?",
)
def mean_gradient_norm__largest(grads: dict[str, np.ndarray]) -> float:
    return float(max(np.linalg.norm(gradient) for gradient in grads.values()))


@misconception(
    part="q4c_mean_gradient_norm",
    formula="Σ ‖g‖",
    hint="A deeper network has more arrays. Should its number grow with that alone?",
)
def mean_gradient_norm__sum(grads: dict[str, np.ndarray]) -> float:
    return float(sum(np.linalg.norm(gradient) for gradient in grads.values()))


@misconception(
    part="q4c_mean_gradient_norm",
    formula="√(mean of ‖g‖²)",
    hint="The mean of the norms, or the root of the mean of their squares?",
)
def mean_gradient_norm__root_mean_square(grads: dict[str, np.ndarray]) -> float:
    return float(np.sqrt(np.mean([np.sum(gradient**2) for gradient in grads.values()])))


@misconception(
    part="q4c_mean_gradient_norm",
    formula="mean of the largest singular value",
    hint="For a matrix, which norm does NumPy take when you ask for order 2?",
)
def mean_gradient_norm__spectral(grads: dict[str, np.ndarray]) -> float:
    norms = [
        np.linalg.norm(np.atleast_2d(g) if g.ndim < 2 else g, 2, (-2, -1)) for g in grads.values()
    ]
    return float(np.mean([np.max(norm) for norm in norms]))


@misconception(
    part="q4c_mean_gradient_norm",
    formula="np.linalg.norm(g, 2): the largest singular value of a matrix",
    hint="Of a matrix that is another norm than of its entries, and arrays of more dimensions have "
    "none. Which norm takes all entries alike?",
)
def mean_gradient_norm__norm_of_a_matrix(grads: dict[str, np.ndarray]) -> float:
    return float(np.mean([np.linalg.norm(g, 2) for g in grads.values()]))


@misconception(
    part="q4c_mean_gradient_norm",
    formula="mean over the W alone",
    hint="Are biases among the arrays in the dict?",
)
def mean_gradient_norm__weights_only(grads: dict[str, np.ndarray]) -> float:
    norms = [np.linalg.norm(gradient) for name, gradient in grads.items() if name.startswith("W")]
    return float(np.mean(norms)) if norms else 0.0


@misconception(
    part="q4c_mean_gradient_norm",
    formula="mean of Σ|g|",
    hint="Which norm is asked for: of the absolute values or of the squares?",
    costs=ALL,
)
def mean_gradient_norm__absolute_values(grads: dict[str, np.ndarray]) -> float:
    return float(np.mean([np.sum(np.abs(gradient)) for gradient in grads.values()]))


@misconception(
    part="q4c_mean_gradient_norm",
    formula="mean of ‖g‖/√(number of entries)",
    hint="Your number doesn't grow with the size of an array. Does its norm?",
)
def mean_gradient_norm__per_entry(grads: dict[str, np.ndarray]) -> float:
    return float(np.mean([np.sqrt(np.mean(gradient**2)) for gradient in grads.values()]))


@misconception(
    part="q4c_mean_gradient_norm",
    formula="mean of all |entries|",
    hint="One norm for each array, then the mean over the arrays.",
)
def mean_gradient_norm__mean_of_entries(grads: dict[str, np.ndarray]) -> float:
    return float(np.mean(np.abs(np.concatenate([g.ravel() for g in grads.values()]))))


@misconception(
    part="q4c_mean_gradient_norm",
    formula="mean over the arrays that are not 0",
    hint="An array of zeros is an array in the dict too.",
)
def mean_gradient_norm__zeros_left_out(grads: dict[str, np.ndarray]) -> float:
    norms = [np.linalg.norm(gradient) for gradient in grads.values() if gradient.any()]
    return float(np.mean(norms)) if norms else 0.0


@misconception(
    part="q4c_mean_gradient_norm",
    formula="mean of the norms of the rows",
    hint="One norm for each array: how many do you take of a matrix?",
)
def mean_gradient_norm__per_row(grads: dict[str, np.ndarray]) -> float:
    norms = [np.linalg.norm(g.reshape(len(g), -1), axis=1) for g in grads.values()]
    return float(np.mean(np.concatenate(norms)))


@misconception(
    part="q4c_mean_gradient_norm",
    formula="median of ‖g‖",
    hint="Which average is asked for?",
)
def mean_gradient_norm__median(grads: dict[str, np.ndarray]) -> float:
    return float(np.median([np.linalg.norm(gradient) for gradient in grads.values()]))


@misconception(
    part="q4c_mean_gradient_norm",
    formula="mean over the arrays of their mean |entry|",
    hint="A mean of sizes is no norm: what does an ℓ₂ norm add up?",
)
def mean_gradient_norm__mean_absolute_entry(grads: dict[str, np.ndarray]) -> float:
    return float(np.mean([np.abs(gradient).mean() for gradient in grads.values()]))


@misconception(
    part="q4c_mean_gradient_norm",
    formula="mean of the largest |entry|",
    hint="That is another norm. What does ℓ₂ make of the other entries?",
    costs=ALL,
)
def mean_gradient_norm__largest_entry(grads: dict[str, np.ndarray]) -> float:
    return float(np.mean([np.abs(gradient).max() for gradient in grads.values()]))


@misconception(
    part="q4c_mean_gradient_norm",
    formula="mean of ‖g‖/(number of entries)",
    hint="The mean is over the arrays. What else do you divide by?",
)
def mean_gradient_norm__over_the_entries(grads: dict[str, np.ndarray]) -> float:
    return float(np.mean([np.linalg.norm(g) / g.size for g in grads.values()]))
