"""Which public checks each hidden one asks the same draws as: they are described alike."""

from __future__ import annotations

_WEIGHTS = "test_weights_have_variance_two_over_fan_in"
_BIASES = "test_biases_have_variance_two_over_the_sum_of_the_fans"
_HE = ("test_he_init_has_variance_two_over_fan_in",)
_RANDOM = ("test_random_init_has_the_standard_deviation_weight_scale",)
_LAYERS = ("test_initialize_gives_each_layer_its_scale",)

LIKE_PUBLIC_CHECKS = {
    "test_initial_values_are_normally_distributed": (_WEIGHTS, _BIASES),
    "test_no_two_layers_share_their_draws": (_WEIGHTS, _BIASES),
    "test_the_output_bias_varies_from_network_to_network": (_BIASES,),
    "test_without_a_generator_every_network_is_another": (_WEIGHTS, _BIASES),
    "test_he_init_draws_normals": _HE,
    "test_he_init_draws_independent_entries": _HE,
    "test_random_init_has_a_default_scale": _RANDOM,
    "test_random_init_draws_independent_normals": _RANDOM,
    "test_zero_init_does_not_depend_on_the_generator": ("test_zero_init_gives_zeros",),
    "test_initialize_uses_weight_scale_for_random_alone": _LAYERS,
    "test_initialize_draws_every_layer_anew": _LAYERS,
}
