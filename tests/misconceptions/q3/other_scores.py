"""Q3 principal_overlap and mean_feature_overlap: other scores, a line each."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from grader.diagnosis.bank import ALL
from tests.misconceptions.in_short import Mistake, registered
from tests.misconceptions.q3.slips import features_of, spans_of

if TYPE_CHECKING:
    import torch

WHICH_ANGLES = "Which power of the cosines is averaged, and over how many of them?"


def _cosines(score: Callable[[torch.Tensor], Any]) -> Callable[..., float]:
    """score(cosines of the principal angles)."""

    def wrong(model_a: Any, model_b: Any, x: torch.Tensor, rank: int) -> float:
        import torch

        one, other = spans_of(model_a, model_b, x, rank)
        return float(score(torch.linalg.svdvals(one.T @ other)))

    return wrong


def _angles(score: Callable[[torch.Tensor], Any]) -> Callable[..., float]:
    """score(principal angles)."""
    return _cosines(lambda cosines: score(cosines.clamp(max=1).arccos()))


def _columns(score: Callable[[torch.Tensor, torch.Tensor], Any]) -> Callable[..., float]:
    """score(Φ_a, Φ_b)."""
    return lambda model_a, model_b, x: float(
        score(features_of(model_a, x), features_of(model_b, x))
    )


def _squares(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """The squared cosine of each pair of columns."""
    norms = one.norm(dim=0) * other.norm(dim=0)
    return ((one * other).sum(dim=0) / (norms + (norms == 0))) ** 2


def _trace(one: torch.Tensor, other: torch.Tensor) -> float:
    return float((one.T @ other).trace() / one.shape[1])


def _best_match(one: torch.Tensor, other: torch.Tensor) -> float:
    return float((one.T @ other).abs().max(dim=1).values.mean())


OVERLAP = {
    "product_of_squares": Mistake("Π cos² θ_i", WHICH_ANGLES, _cosines(lambda c: (c**2).prod())),
    "squared_mean": Mistake("(mean cos θ_i)²", WHICH_ANGLES, _cosines(lambda c: c.mean() ** 2)),
    "fourth_power": Mistake("mean cos⁴ θ_i", WHICH_ANGLES, _cosines(lambda c: (c**4).mean())),
    "smallest_cosine": Mistake("min cos θ_i", WHICH_ANGLES, _cosines(lambda c: c.min()), (), 2),
    "sum_of_cosines": Mistake("Σ cos θ_i", WHICH_ANGLES, _cosines(lambda c: c.sum()), (), 2),
    "sines": Mistake("mean sin² θ_i", WHICH_ANGLES, _cosines(lambda c: (1 - c**2).mean())),
    "distance_of_projections": Mistake(
        "‖P_a − P_b‖", WHICH_ANGLES, _cosines(lambda c: (2 * (1 - c**2).clamp(min=0).sum()).sqrt())
    ),
    "angle_of_the_largest": Mistake(
        "the largest angle, in radians", WHICH_ANGLES,
        _cosines(lambda c: c.clamp(max=1).arccos().max()),
    ),
    "length_of_the_sines": Mistake(
        "√(Σ sin² θ_i)", WHICH_ANGLES, _cosines(lambda c: (1 - c**2).clamp(min=0).sum().sqrt())
    ),
    "largest_sine": Mistake(
        "max sin θ_i", WHICH_ANGLES, _cosines(lambda c: (1 - c**2).clamp(min=0).max().sqrt())
    ),
    "mean_angle_in_degrees": Mistake(
        "mean θ_i, in degrees", WHICH_ANGLES,
        _cosines(lambda c: c.clamp(max=1).arccos().rad2deg().mean()), (), 2,
    ),
    "length_of_the_angles": Mistake(
        "√(Σ θ_i²)", WHICH_ANGLES, _cosines(lambda c: c.clamp(max=1).arccos().norm())
    ),
    "best_match_of_each": Mistake(
        "mean_k max_l |u_k · u'_l|", WHICH_ANGLES,
        lambda model_a, model_b, x, rank: _best_match(*spans_of(model_a, model_b, x, rank)),
    ),
    "trace": Mistake(
        "(1/rank) tr U_aᵀU_b", WHICH_ANGLES,
        lambda model_a, model_b, x, rank: _trace(*spans_of(model_a, model_b, x, rank)),
    ),
}  # fmt: skip
ANGLES: dict[str, tuple[str, Callable[[torch.Tensor], Any]]] = {
    "sum_of_the_angles": ("Σ θ_i", lambda angles: angles.sum()),
    "smallest_angle": ("min θ_i", lambda angles: angles.min()),
    "sum_of_the_squared_angles": ("Σ θ_i²", lambda angles: (angles**2).sum()),
    "mean_squared_angle": ("mean θ_i²", lambda angles: (angles**2).mean()),
    "root_mean_square_angle": ("√(mean θ_i²)", lambda angles: (angles**2).mean().sqrt()),
    "one_minus_the_largest_angle": (
        "1 − max θ_i/(π/2)",
        lambda angles: 1 - angles.max() / (math.pi / 2),
    ),
    "one_minus_the_length_of_the_angles": (
        "1 − √(mean θ_i²)/(π/2)",
        lambda angles: 1 - (angles**2).mean().sqrt() / (math.pi / 2),
    ),
    "cosine_of_the_mean_angle": ("cos (mean θ_i)", lambda angles: angles.mean().cos()),
    "squared_cosine_of_the_mean_angle": (
        "cos² (mean θ_i)",
        lambda angles: angles.mean().cos() ** 2,
    ),
    "largest_angle_in_degrees": ("max θ_i, in degrees", lambda angles: angles.max().rad2deg()),
    "smallest_angle_in_degrees": ("min θ_i, in degrees", lambda angles: angles.min().rad2deg()),
    "sum_of_the_angles_in_degrees": ("Σ θ_i, in degrees", lambda angles: angles.sum().rad2deg()),
    "sum_of_the_squared_sines": ("Σ sin² θ_i", lambda angles: (angles.sin() ** 2).sum()),
    "mean_sine": ("mean sin θ_i", lambda angles: angles.sin().mean()),
    "product_of_sines": ("Π sin θ_i", lambda angles: angles.sin().prod()),
}
OVERLAP |= {
    name: Mistake(formula, WHICH_ANGLES, _angles(made)) for name, (formula, made) in ANGLES.items()
}
MEAN_OVERLAP = {
    "root_of_the_mean_square": Mistake(
        "√(mean cos² θ_j)", WHICH_ANGLES, _columns(lambda a, b: _squares(a, b).mean().sqrt())
    ),
    "median": Mistake("median cos² θ_j",
    WHICH_ANGLES, _columns(lambda a, b: _squares(a, b).median())),
    "largest": Mistake(  # which is 1, whatever is asked
        "max cos² θ_j", WHICH_ANGLES, _columns(lambda a, b: _squares(a, b).max()), costs=ALL
    ),
    "smallest": Mistake("min cos² θ_j", WHICH_ANGLES, _columns(lambda a, b: _squares(a, b).min())),
    "over_the_points": Mistake(
        "(1/n) Σ_j cos² θ_j", WHICH_ANGLES, _columns(lambda a, b: _squares(a, b).sum() / len(a))
    ),
    "fourth_power": Mistake(
        "mean cos⁴ θ_j", WHICH_ANGLES, _columns(lambda a, b: (_squares(a, b) ** 2).mean())
    ),
    "sines": Mistake(
        "mean sin² θ_j", WHICH_ANGLES, _columns(lambda a, b: 1 - _squares(a, b).mean())
    ),
    "cosine_of_the_matrices": Mistake(
        "the cosine of the angle between the matrices as vectors",
        "Each feature has a cosine of its own.",
        _columns(lambda a, b: (a * b).sum() / (a.norm() * b.norm())), (), 2,
    ),
    "epsilon_in_the_norms": Mistake(
        "cos² with 1e-3 added to the norms", "Only where a norm is 0 does it need help.",
        _columns(lambda a, b: (
            ((a * b).sum(0) / (a.norm(dim=0) * b.norm(dim=0) + 1e-3)) ** 2).mean()),
    ),
    "difference": Mistake(
        "mean squared difference of the features", "An angle is asked for, which knows no lengths.",
        _columns(lambda a, b: ((a - b) ** 2).mean()),
    ),
    "products_alone": Mistake(
        "mean a_j · b_j", "What does the cosine divide the inner product by?",
        _columns(lambda a, b: (a * b).sum(0).mean()), (), 2,
    ),
}  # fmt: skip

globals().update(registered("q3_principal_overlap", "principal_overlap", OVERLAP, __name__))
globals().update(
    registered("q3_mean_feature_overlap", "mean_feature_overlap", MEAN_OVERLAP, __name__)
)
