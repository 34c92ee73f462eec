# Returns tensors that are sparse, on no device, complex, quantized, or conjugate views.
# Must: be named, or be worth their plain values.
import itertools

import torch

KINDS = itertools.cycle(
    [
        lambda: torch.eye(2).to_sparse(),
        lambda: torch.empty(2, 2, device="meta"),
        lambda: torch.zeros(2, 2, dtype=torch.complex64).conj(),
        lambda: torch.zeros(2, 2, dtype=torch.bfloat16),
        lambda: torch.quantize_per_tensor(torch.zeros(2, 2), 0.1, 0, torch.qint8),
        lambda: torch.zeros(2, 2).expand(2, 2)[None].expand(1 << 30, 2, 2),
    ]
)


def feature_block(model, x, name):
    return next(KINDS)()
