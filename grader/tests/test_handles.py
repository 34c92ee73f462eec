"""What stays in a worker: tests hold it, hand it on, call its methods; it ends with its case."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import numpy as np
import pytest

from grader.calls.failures import StudentRaised
from grader.calls.proxy import Held, Proxy
from grader.calls.servers import Servers
from grader.diagnosis.bank import Misconception
from grader.diagnosis.known import calls_of
from grader.diagnosis.mistaken_caller import MistakenCaller
from grader.display.case_code import case_as_code
from grader.tests.test_confinement import session_with
from grader.trials.checks import Check, run_case
from grader.trials.comparing import require_array
from grader.trials.mismatch import Mismatch, describe_type
from grader.trials.recording import Case
from grader.worker import wire
from grader.worker.wire import Handle

LAYERS = """
from collections import Counter as Tally
import numpy as np

class Cache:
    def __init__(self, *arrays):
        self.arrays = arrays

class Dropout:
    def __init__(self, rate):
        self.rate, self.training = rate, True
        self.inner = Cache(np.full(2, rate))
        self.stack = [self.inner]

    def forward(self, x):
        if not self.training:
            return x
        self.mask = np.full(x.shape, 1 / (1 - self.rate))
        return x * self.mask

    def eval(self):
        self.training = False

    def __call__(self, x):
        return self.forward(x)

def affine_forward(x, w, b):
    return x @ w + b, (x, w, b)

def affine_backward(dout, cache):
    assert type(cache) is tuple
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(0)

def forward_with_object(x):
    return x, {"deep": [Cache(x)]}

def backward_with_object(dout, cache):
    return dout * cache["deep"][0].arrays[0]

def stacked(layers, x):
    for layer in layers:
        x = layer.forward(x)
    return x

def make_step(rate):
    return lambda w: w - rate

class Batches:
    def __init__(self, rows):
        self.rows = rows

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        return self.rows[index]

    def __contains__(self, row):
        return row in self.rows

    def __iter__(self):
        return iter(self.rows)

class Long:
    def __init__(self, length):
        self.__len__ = lambda: length

    def __iter__(self):
        return iter([1.0])

def pairs(count):
    for i in range(count):
        yield i, Cache(i)
    if count > 2:
        raise ValueError("no more")

def nested():
    yield from (frozenset({1}), frozenset({2, 3}))

def spoil(layer):
    layer.rate = 0.75

class Counts(dict):
    def __init__(self, size):
        self.size = size

    def put(self, key):
        self[key] = self.get(key, 0) + 1

def tallied(text):
    return Tally(text)

def sort(items):
    if type(items) is list:
        items.sort()
    else:
        for key in sorted(items):
            items[key] = items.pop(key)

def halve(weights):
    weights /= 2

DEFAULT = Dropout(0.5)
"""
X, W, B = np.array([[1.0, 2.0]]), np.array([[1.0], [0.5]]), np.array([1.0])


@pytest.fixture
def layers(servers: Servers) -> Iterator[Proxy]:
    session = session_with(LAYERS, servers)
    yield Proxy(session)
    session.close()


def code(layers: Proxy) -> list[str]:
    """The case so far as a report shows it."""
    return case_as_code(tuple(layers.session.transcript), "optimizers").splitlines()


def test_a_cache_goes_from_one_call_to_the_next_just_as_it_was_returned(layers: Proxy) -> None:
    out, cache = layers.keep("affine_forward", X, W, B)
    assert (out.tolist(), cache.type_name) == ([[3.0]], "tuple")
    dx, dw, _db = layers.affine_backward(np.ones((1, 1)), cache)
    assert (dx.tolist(), dw.tolist()) == ([[1.0, 0.5]], [[1.0], [2.0]])
    assert code(layers) == [
        "import numpy as np",
        "from student.optimizers import affine_forward, affine_backward",
        "out, cache = affine_forward(np.array([[1.0, 2.0]]),",
        "    np.array([[1.0], [0.5]]), np.array([1.0]))",
        "affine_backward(np.array([[1.0]]), cache)",
    ]


def test_methods_and_attributes_are_those_of_the_student_s_object(layers: Proxy) -> None:
    layer = layers.Dropout(0.5)
    assert describe_type(layer) == "a Dropout"
    assert layer.rate == 0.5
    assert layer.forward(X).tolist() == [[2.0, 4.0]]
    assert layer(X).tolist() == [[2.0, 4.0]]
    assert layer.mask.tolist() == [[2.0, 2.0]]
    assert layer.eval() is None
    assert layer.forward(X).tolist() == X.tolist()
    assert code(layers) == [
        "import numpy as np; from student.optimizers import Dropout",
        "dropout = Dropout(0.5)",
        "dropout.forward(np.array([[1.0, 2.0]]))",
        "dropout(np.array([[1.0, 2.0]]))",
        "dropout.eval()",
        "dropout.forward(np.array([[1.0, 2.0]]))",
    ]


def test_an_attribute_can_be_set(layers: Proxy) -> None:
    layer = layers.Dropout(0.5)
    layer.training = False
    assert layer.training is False
    assert layer.forward(X).tolist() == X.tolist()
    assert code(layers)[1:] == [
        "dropout = Dropout(0.5)",
        "dropout.training = False",
        "dropout.forward(np.array([[1.0, 2.0]]))",
    ]
    with pytest.raises(AttributeError):
        layer.type_name = "float"


def test_an_attribute_that_can_not_be_sent_is_held_too(layers: Proxy) -> None:
    layer = layers.Dropout(0.5)
    assert type(layer.inner) is Held
    assert layer.inner.arrays[0].tolist() == [0.5, 0.5]
    assert layer.stack[0].arrays[0].tolist() == [0.5, 0.5]
    assert layers.constant("DEFAULT").rate == 0.5
    with pytest.raises(StudentRaised, match="raised AttributeError"):
        layer.no_such_attribute  # noqa: B018
    with pytest.raises(AttributeError):
        layer._private  # noqa: B018


def test_handles_cross_in_lists_and_dicts(layers: Proxy) -> None:
    one, two = layers.Dropout(0.5), layers.Dropout(0.75)
    assert layers.stacked([one, two], X).tolist() == [[8.0, 16.0]]
    assert code(layers)[-3:] == [
        "dropout = Dropout(0.5)",
        "dropout_2 = Dropout(0.75)",
        "stacked([dropout, dropout_2], np.array([[1.0, 2.0]]))",
    ]
    x, cache = layers.forward_with_object(X)
    assert type(cache["deep"][0]) is Held
    assert layers.backward_with_object(2 * x, cache).tolist() == [[2.0, 8.0]]
    assert code(layers)[-3:] == [
        "result = forward_with_object(np.array([[1.0, 2.0]]))",
        "backward_with_object(np.array([[2.0, 4.0]]), {'deep':",
        "    [result[1]['deep'][0]]})",
    ]


def test_a_function_that_is_returned_can_be_called(layers: Proxy) -> None:
    step = layers.make_step(0.5)
    assert step(np.ones(2)).tolist() == [0.5, 0.5]
    assert code(layers)[-2:] == ["function = make_step(0.5)", "function(np.array([1.0, 1.0]))"]


def test_an_object_is_measured_indexed_and_gone_through_where_it_is(layers: Proxy) -> None:
    batches = layers.Batches([2.0, 4.0])
    assert (len(batches), batches[1], 4.0 in batches, 5.0 in batches) == (2, 4.0, True, False)
    assert list(batches) == [2.0, 4.0]
    assert code(layers)[1:] == [
        "batches = Batches([2.0, 4.0])",
        "len(batches)",
        "batches[1]",
        "4.0 in batches",
        "5.0 in batches",
        "list(batches)",
    ]


def test_what_is_in_what_a_loop_goes_through_is_shown_with_it(layers: Proxy) -> None:
    assert [list(row) for row in layers.nested()] == [[1], [2, 3]]
    assert code(layers)[1:] == ["generator = nested()", "list(generator)"]


def test_a_loop_that_ends_early_or_uses_its_items_is_shown_step_by_step(layers: Proxy) -> None:
    assert next(layers.pairs(2))[0] == 0
    assert code(layers)[1:] == ["generator = pairs(2)", "next(generator)"]
    layers.session.begin_case()
    for _number, cache in layers.pairs(2):
        layers.spoil(cache)
    assert code(layers)[-3:] == ["next(generator_2)"] * 3


def test_an_object_of_a_class_is_held_where_that_is_a_dict_or_a_list(layers: Proxy) -> None:
    cache = layers.Counts(2)
    cache.put("a")
    assert (cache.get("a"), cache.size, len(cache), "b" in cache) == (1, 2, 1, False)
    assert layers.tallied("abca") == {"a": 2, "b": 1, "c": 1}  # a function's dict is sent
    assert layers.Tally("aa") == {"a": 2}  # so is that of a class of Python's own


def test_what_is_lent_is_worked_on_in_place(layers: Proxy) -> None:
    items = layers.lend(items=[3, 1, 2])
    assert layers.sort(items) is None
    assert items.copy() == [1, 2, 3]
    assert code(layers) == [
        "from student.optimizers import sort",
        "items = [3, 1, 2]",
        "sort(items)",
        "items.copy()",
    ]
    weights = layers.lend(weights=np.array([2.0, 4.0]))
    layers.halve(weights)
    assert weights.copy().tolist() == [1.0, 2.0]
    table = layers.lend(sort={"b": 1, "a": 2})
    layers.sort(table)
    assert table.copy() == {"a": 2, "b": 1}
    assert code(layers)[1:] == ["sort_2 = {'b': 1, 'a': 2}", "sort(sort_2)", "sort_2.copy()"]


def test_what_a_known_mistake_does_in_place_counts_as_its_answer() -> None:
    def sort(items: list[int]) -> None:
        items.sort(reverse=True)

    caller = MistakenCaller(Misconception("sort-down", "p", "sort", "", "", sort))
    mistake = Proxy(caller)
    items = mistake.lend(items=[3, 1, 2])
    mistake.sort(items)
    assert items.copy() == [3, 2, 1]
    returned, *_, left = calls_of("sort", caller.transcript)
    assert (returned.value, left.value) == (None, [3, 2, 1])


def test_a_generator_goes_on_item_by_item(layers: Proxy) -> None:
    numbers = layers.pairs(2)
    assert [(i, cache.arrays) for i, cache in numbers] == [(0, [0]), (1, [1])]
    with pytest.raises(StudentRaised, match="raised ValueError: no more"):
        list(layers.pairs(3))


def test_a_known_mistake_goes_on_item_by_item_too() -> None:
    def pairs(count: int) -> Iterator[tuple[int, int]]:
        yield from ((i, i) for i in range(count))

    mistake = Proxy(MistakenCaller(Misconception("pairs-even", "p", "pairs", "", "", pairs)))
    assert list(mistake.pairs(2)) == [[0, 0], [1, 1]]
    with pytest.raises(StudentRaised, match="raised AttributeError"):
        mistake.pairs(2).no_such_attribute  # noqa: B018


def test_an_object_is_true_and_what_it_has_no_method_for_is_told(layers: Proxy) -> None:
    assert layers.Batches([])
    with pytest.raises(StudentRaised, match=r"raised AttributeError.*__len__"):
        len(layers.Dropout(0.5))


@pytest.mark.parametrize("length", [2**40, -1, "long"])
def test_a_length_that_can_not_be_is_no_reason_to_make_room(length: object, layers: Proxy) -> None:
    endless = layers.Long(length)
    assert list(endless) == [1.0]
    with pytest.raises(StudentRaised, match="its length is"):
        len(endless)


def test_a_method_can_be_observed(layers: Proxy) -> None:
    layer = layers.Dropout(0.0)
    layer.eval()
    seen = layers.observe(layer.forward, X)
    assert seen.shared == (("result", "x"),)
    assert layers.observe(layer.forward, x=X).shared == (("result", "x"),)


def test_calls_that_may_have_changed_an_object_are_shown_with_it(layers: Proxy) -> None:
    layer, _other = layers.Dropout(0.5), layers.Dropout(0.25)
    layers.spoil(layer)
    layer.forward(X)
    assert code(layers)[1:] == [
        "dropout = Dropout(0.5)",
        "spoil(dropout)",
        "dropout.forward(np.array([[1.0, 2.0]]))",
    ]


def test_a_handle_is_good_for_its_case_alone(layers: Proxy) -> None:
    layer = layers.Dropout(0.5)
    layers.session.begin_case()
    with pytest.raises(StudentRaised, match="could not be kept from one call to the next"):
        layer.forward(X)


def test_what_came_back_is_asked_nothing_once_its_case_has_ended(layers: Proxy) -> None:
    def test(layers: Proxy) -> None:
        objects = [layers.Batches([1.0, 2.0]), {"one": layers.Batches([3.0])}]
        raise Mismatch("they are no numbers", got=(*objects, 1.5))

    check = Check("tests/test_layers.py::test_of_this", "", "optimizers", test)
    run = run_case(check, Case(wire.encode({})), layers.session)
    asked = len(layers.session.transcript)
    assert isinstance(run.error, Mismatch)
    one, other, number = run.error.got
    assert [type(one), type(other["one"]), number] == [Handle, Handle, 1.5]
    with pytest.raises(TypeError):
        np.asarray(one, dtype=np.float64)
    assert len(layers.session.transcript) == asked


def test_a_report_holds_plain_handles(layers: Proxy) -> None:
    layer = layers.Dropout(0.5)
    with pytest.raises(Mismatch, match="the result is a Dropout where a NumPy array") as mismatch:
        require_array(layer)
    again = pickle.loads(pickle.dumps(mismatch.value.got))
    assert type(again) is Handle
    assert (again.type_name, again.handle_id) == ("Dropout", layer.handle_id)
    assert type(layers.session.transcript[0].value) is Handle
