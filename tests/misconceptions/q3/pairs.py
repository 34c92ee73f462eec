"""Q3: what is made of Φ, step by step: another matrix, something else of that, or both at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.misconceptions.in_short import Mistake, registered
from tests.misconceptions.q3.slips import features_of

if TYPE_CHECKING:
    import torch


class _Slip(NamedTuple):
    """What is written, what to ask, and what is made of what comes before."""

    formula: str
    hint: str
    make: Callable[..., Any]


WHICH_MATRIX = "Of which matrix does the handout take the SVD, and what does it do with it?"
WHICH_VECTORS = "Which singular vectors have an entry for each point, and how many of them count?"
WHICH_ANGLES = "Which power of the cosines is averaged, and over how many of them?"
WHICH_COLUMNS = "Each feature is a column, and has a cosine of its own. What are yours between?"
WHICH_VALUES = "The singular values themselves are asked for, largest first."
WHICH_CURVES = "Principal feature k is Φ(x_plot) v_k. What else do your columns have in them?"


def _svd(matrix: torch.Tensor) -> Any:
    import torch

    return torch.linalg.svd(matrix, full_matrices=False)


def _centred(matrix: torch.Tensor) -> torch.Tensor:
    return matrix - matrix.mean(dim=0)


def _unit(matrix: torch.Tensor, dim: int = 0) -> torch.Tensor:
    """Each column (or row) divided by its length; a zero one stays."""
    return matrix / matrix.norm(dim=dim, keepdim=True).clamp(min=1e-12)


def _cosines(products: torch.Tensor) -> torch.Tensor:
    import torch

    return torch.linalg.svdvals(products).clamp(max=1)


# (Φ, rank) → the vectors that are compared.
SPANS = {
    "right_singular_vectors": _Slip(
        "the spans of V", WHICH_VECTORS, lambda phi, rank: _svd(phi)[2][:rank].T
    ),
    "smallest_singular_values": _Slip(
        "the last `rank` left singular vectors", WHICH_VECTORS,
        lambda phi, rank: _svd(phi)[0][:, -rank:],
    ),
    "one_rank_too_many": _Slip(
        "the first rank + 1 vectors", WHICH_VECTORS, lambda phi, rank: _svd(phi)[0][:, : rank + 1]
    ),
    "second_to_next": _Slip(
        "the vectors 2, …, rank + 1", WHICH_VECTORS,
        lambda phi, rank: _svd(phi)[0][:, 1 : rank + 1],
    ),
    "centered": _Slip(
        "the SVD of Φ minus its column means", WHICH_MATRIX,
        lambda phi, rank: _svd(_centred(phi))[0][:, :rank],
    ),
    "columns_of_one_length": _Slip(
        "the SVD of Φ with columns of one length", WHICH_MATRIX,
        lambda phi, rank: _svd(_unit(phi))[0][:, :rank],
    ),
}  # fmt: skip
# U_aᵀ U_b → the overlap.
SCORES = {
    "cosine_not_squared": _Slip("mean cos θ_i", WHICH_ANGLES, lambda p: _cosines(p).mean()),
    "summed": _Slip("Σ cos² θ_i", WHICH_ANGLES, lambda p: (p**2).sum()),
    "sum_of_cosines": _Slip("Σ cos θ_i", WHICH_ANGLES, lambda p: _cosines(p).sum()),
    "largest_cosine": _Slip("max cos² θ_i", WHICH_ANGLES, lambda p: _cosines(p).max() ** 2),
    "largest_cosine_not_squared": _Slip(
        "max cos θ_i", WHICH_ANGLES, lambda p: _cosines(p).max()
    ),
    "mean_of_all_products": _Slip(
        "mean_kl (u_k · u'_l)²", WHICH_ANGLES, lambda p: (p**2).mean()
    ),
    "matching_vectors": _Slip(
        "mean_k (u_k · u'_k)²", WHICH_ANGLES, lambda p: (p.diagonal() ** 2).mean()
    ),
    "absolute_matching_vectors": _Slip(
        "mean_k |u_k · u'_k|", WHICH_ANGLES, lambda p: p.diagonal().abs().mean()
    ),
    "norm_of_the_products": _Slip("‖U_aᵀ U_b‖", WHICH_ANGLES, lambda p: p.norm()),
    "mean_angle": _Slip("mean θ_i", WHICH_ANGLES, lambda p: _cosines(p).arccos().mean()),
}  # fmt: skip
# Φ → what has cosines column by column.
COLUMNS = {
    "rows": _Slip("cosines over points", WHICH_COLUMNS, lambda phi: phi.T),
    "centered": _Slip("correlations of the columns", WHICH_COLUMNS, _centred),
    "principal_features": _Slip(
        "cosines of the left singular vectors", WHICH_COLUMNS, lambda phi: _svd(phi)[0]
    ),
    "kernels": _Slip("cosines of the columns of Φ Φᵀ", WHICH_COLUMNS, lambda phi: phi @ phi.T),
}
# Cosines → the overlap.
MEANS = {
    "cosine_not_squared": _Slip("mean cos θ_j", WHICH_ANGLES, lambda c: c.mean()),
    "absolute_cosine": _Slip("mean |cos θ_j|", WHICH_ANGLES, lambda c: c.abs().mean()),
    "summed": _Slip("Σ cos² θ_j", WHICH_ANGLES, lambda c: (c**2).sum()),
    "sum_of_cosines": _Slip("Σ cos θ_j", WHICH_ANGLES, lambda c: c.sum()),
    "largest": _Slip("max cos² θ_j", WHICH_ANGLES, lambda c: (c**2).max()),
    "squared_mean": _Slip("(mean cos θ_j)²", WHICH_ANGLES, lambda c: c.mean() ** 2),
    "root": _Slip("√(mean cos² θ_j)", WHICH_ANGLES, lambda c: (c**2).mean().sqrt()),
    "sines": _Slip("mean sin² θ_j", WHICH_ANGLES, lambda c: 1 - (c**2).mean()),
    "angles": _Slip("mean θ_j", WHICH_ANGLES, lambda c: c.clamp(-1, 1).arccos().mean()),
}
# Φ(x_train), Φ(x_plot) → the two matrices that are worked with.
MATRICES = {
    "centered": _Slip(
        "the SVD of Φ(x_train) minus its column means", WHICH_MATRIX,
        lambda train, plot: (_centred(train), plot),
    ),
    "both_centred": _Slip(
        "both matrices minus the column means of Φ(x_train)", WHICH_MATRIX,
        lambda train, plot: (_centred(train), plot - train.mean(dim=0)),
    ),
    "of_the_plot_points": _Slip(
        "the SVD of Φ(x_plot)", WHICH_MATRIX, lambda train, plot: (plot, plot)
    ),
    "on_training_points": _Slip(
        "Φ(x_train) in the place of Φ(x_plot)", WHICH_MATRIX, lambda train, plot: (train, train)
    ),
    "points_exchanged": _Slip(
        "x_train and x_plot exchanged", WHICH_MATRIX, lambda train, plot: (plot, train)
    ),
    "columns_of_one_length": _Slip(
        "the SVD of Φ(x_train) with columns of one length", WHICH_MATRIX,
        lambda train, plot: (_unit(train), plot),
    ),
}  # fmt: skip
# σ and the number of rows → what is returned first.
VALUES = {
    "squared_singular_values": _Slip("σ²", WHICH_VALUES, lambda s, n: s**2),
    "divided_by_root_n": _Slip("σ/√n", WHICH_VALUES, lambda s, n: s / n**0.5),
    "squares_over_n": _Slip("σ²/n", WHICH_VALUES, lambda s, n: s**2 / n),
    "variances": _Slip("σ²/(n − 1)", WHICH_VALUES, lambda s, n: s**2 / max(n - 1, 1)),
    "shares_of_the_sum": _Slip("σ_i/Σσ", WHICH_VALUES, lambda s, n: s / s.sum()),
    "shares_of_the_variance": _Slip(
        "σ_i²/Σσ²", WHICH_VALUES, lambda s, n: s**2 / (s**2).sum()
    ),
    "shares_of_the_largest": _Slip("σ_i/σ_1", WHICH_VALUES, lambda s, n: s / s[0]),
    "ascending": _Slip("σ_r, …, σ_1", WHICH_VALUES, lambda s, n: s.flip(0)),
}  # fmt: skip
# Φ(x_plot), U, σ, V → what is returned second.
CURVES = {
    "divided_by_singular_values": _Slip(
        "Φ(x_plot) V Σ⁻¹", WHICH_CURVES, lambda plot, U, s, V: plot @ V / s
    ),
    "times_singular_values": _Slip(
        "Φ(x_plot) V Σ", WHICH_CURVES, lambda plot, U, s, V: plot @ V * s
    ),
    "unit_columns": _Slip(
        "columns of Φ(x_plot) V divided by their norm", WHICH_CURVES,
        lambda plot, U, s, V: _unit(plot @ V),
    ),
    "projected_back": _Slip(
        "Φ(x_plot) V Vᵀ", WHICH_CURVES, lambda plot, U, s, V: plot @ V @ V.T
    ),
    "one_per_row": _Slip(
        "(Φ(x_plot) V)ᵀ", WHICH_CURVES, lambda plot, U, s, V: (plot @ V).T
    ),
    "left_singular_vectors": _Slip("U", WHICH_CURVES, lambda plot, U, s, V: U),
    "directions_themselves": _Slip("V", WHICH_CURVES, lambda plot, U, s, V: V),
    "in_the_other_order": _Slip(
        "the columns of Φ(x_plot) V in reverse order", WHICH_CURVES,
        lambda plot, U, s, V: (plot @ V).flip(1),
    ),
}  # fmt: skip
_PLAIN = {
    "matrix": _Slip("", "", lambda train, plot: (train, plot)),
    "values": _Slip("", "", lambda s, n: s),
    "curves": _Slip("", "", lambda plot, U, s, V: plot @ V),
}


def _overlap(span: _Slip, score: _Slip) -> Callable[..., Any]:
    def wrong(model_a: Any, model_b: Any, x: torch.Tensor, rank: int) -> float:
        one, other = (span.make(features_of(model, x), rank) for model in (model_a, model_b))
        return float(score.make(one.T @ other))

    return wrong


def _mean_overlap(columns: _Slip, mean: _Slip) -> Callable[..., Any]:
    def wrong(model_a: Any, model_b: Any, x: torch.Tensor) -> float:
        one, other = (_unit(columns.make(features_of(model, x))) for model in (model_a, model_b))
        return float(mean.make((one * other).sum(dim=0)))

    return wrong


def _principal(
    matrix: _Slip = _PLAIN["matrix"],
    values: _Slip = _PLAIN["values"],
    curves: _Slip = _PLAIN["curves"],
) -> Callable[..., Any]:
    def wrong(model: Any, x_train: torch.Tensor, x_plot: torch.Tensor) -> Any:
        train, plot = matrix.make(features_of(model, x_train), features_of(model, x_plot))
        U, s, Vh = _svd(train)
        return values.make(s, len(train)), curves.make(plot, U, s, Vh.T)

    return wrong


def _pairs(
    first: Mapping[str, _Slip], second: Mapping[str, _Slip], both: Callable[..., Any]
) -> dict[str, Mistake]:
    return {
        f"{one}_and_{other}": Mistake(
            f"{a.formula}; {b.formula}", " ".join(dict.fromkeys((a.hint, b.hint))), both(a, b),
            "all", 2,
        )
        for (one, a), (other, b) in product(first.items(), second.items())
    }  # fmt: skip


def _singles(
    slips: Mapping[str, _Slip], make: Callable[[_Slip], Callable[..., Any]], *names: str
) -> dict[str, Mistake]:
    """Those that no other file has."""
    return {
        name: Mistake(slips[name].formula, slips[name].hint, make(slips[name])) for name in names
    }


_COLUMNS = _Slip("", "", lambda phi: phi)
SINGLES = {
    "principal_overlap": _singles(
        SPANS,
        lambda slip: _overlap(slip, _Slip("", "", lambda p: (_cosines(p) ** 2).mean())),
        "second_to_next",
        "columns_of_one_length",
    ),
    "mean_feature_overlap": {
        **_singles(
            COLUMNS,
            lambda slip: _mean_overlap(slip, _Slip("", "", lambda c: (c**2).mean())),
            "principal_features",
            "kernels",
        ),
        **_singles(MEANS, lambda slip: _mean_overlap(_COLUMNS, slip), "sum_of_cosines", "angles"),
    },
    "principal_features": {
        **_singles(
            MATRICES,
            lambda slip: _principal(matrix=slip),
            "points_exchanged",
            "columns_of_one_length",
        ),
        **_singles(
            VALUES, lambda slip: _principal(values=slip), "squares_over_n", "shares_of_the_largest"
        ),
        **_singles(CURVES, lambda slip: _principal(curves=slip), "projected_back"),
    },
}
PAIRS = {
    "principal_overlap": _pairs(SPANS, SCORES, _overlap),
    "mean_feature_overlap": _pairs(COLUMNS, MEANS, _mean_overlap),
    "principal_features": {
        **_pairs(MATRICES, VALUES, lambda a, b: _principal(matrix=a, values=b)),
        **_pairs(MATRICES, CURVES, lambda a, b: _principal(matrix=a, curves=b)),
    },
}
for _brief, _by_function in ((False, SINGLES), (True, PAIRS)):
    for _function, _mistakes in _by_function.items():
        globals().update(
            registered(f"q3_{_function}", _function, _mistakes, __name__, brief=_brief)
        )
