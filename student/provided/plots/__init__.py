"""One function for each picture of the homework: it takes arrays, draws and returns the axes.

None of them calls `plt.show()`: a notebook shows figures by itself, and a script saves them with
`axes.figure.savefig(path)`. Give `ax=` to draw into a panel of your own.
"""

from student.provided.plots.features import (
    feature_curves,
    fit,
    overlaps,
    principal_features,
    random_starts,
    singular_values,
)
from student.provided.plots.learning_rates import (
    convergence_factors,
    quadratic_descent,
    trajectories,
)
from student.provided.plots.step_sizes import (
    distances_by_step,
    estimate_ratio,
    iterates_in_plane,
    steps_needed,
)
from student.provided.plots.style import new_panels
from student.provided.plots.training import (
    accuracies,
    batch_size_effect,
    best_model,
    fit_errors,
    gradient_norms,
    gradient_norms_by_layer,
    images,
    losses,
    matching_learning_rate,
    weight_histogram,
)

__all__ = [
    "accuracies",
    "batch_size_effect",
    "best_model",
    "convergence_factors",
    "distances_by_step",
    "estimate_ratio",
    "feature_curves",
    "fit",
    "fit_errors",
    "gradient_norms",
    "gradient_norms_by_layer",
    "images",
    "iterates_in_plane",
    "losses",
    "matching_learning_rate",
    "new_panels",
    "overlaps",
    "principal_features",
    "quadratic_descent",
    "random_starts",
    "singular_values",
    "steps_needed",
    "trajectories",
    "weight_histogram",
]
