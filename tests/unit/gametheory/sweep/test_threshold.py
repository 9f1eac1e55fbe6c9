import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xarray import DataArray

from gametheory.sweep import axes, label, threshold


def test_every_root_is_bracketed_in_ascending_order_with_its_direction():
    found = threshold(lambda x: (x - 1) * (x - 2) * (x - 3), 0, 5)
    assert found.count == 3
    assert found.direction.tolist() == [1, -1, 1]
    assert found.midpoint == pytest.approx([1, 2, 3], abs=1e-8)
    assert (found.lower <= [1, 2, 3]).all()
    assert (found.upper >= [1, 2, 3]).all()
    assert not found.jump.any()
    assert not found.unresolved.any()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 199), min_size=0, max_size=6, unique=True), st.sampled_from([1, -1]), st.booleans())
def test_crossings_further_apart_than_a_cell_are_all_found(halves, sign, leaps):
    roots = np.sort(np.array(halves) / 2 + 0.13)  # at least half a unit apart, none on the scan

    def reading(x):
        product = np.prod(x[:, None] - roots, axis=1)
        return sign * (np.sign(product) if leaps else product / 1e6)

    found = threshold(reading, 0, 100, points=301)
    assert found.count == len(roots)
    assert found.midpoint == pytest.approx(roots, abs=1e-7)
    assert (np.sign(found.value_upper) == found.direction).all()
    assert (found.jump == leaps).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0.01, 0.99), st.floats(-5, 5)), min_size=1, max_size=5))
def test_a_batch_gives_what_its_entries_give_alone(entries):
    place, low = np.array(entries).T

    def reading_at(place, low):
        return lambda x: np.where(x < low + place, -1.0, 2.0 + x - low)

    together = threshold(reading_at(place, low), low, low + 1)
    for k, entry in enumerate(zip(place, low, strict=True)):
        alone = threshold(reading_at(*entry), entry[1], entry[1] + 1)
        assert together.count[k] == alone.count
        assert together.lower[k].tolist() == alone.lower.tolist()
        assert together.upper[k].tolist() == alone.upper.tolist()


def test_a_leap_is_a_jump_and_its_bracket_holds_the_place():
    found = threshold(lambda x: 1.0 * (x >= 1 / 3), 0, 1, level=0.5)
    assert found.jump.tolist() == [True]
    assert found.lower < 1 / 3 <= found.upper
    assert found.upper - found.lower < 1e-9
    assert (found.value_lower, found.value_upper) == (0, 1)


@pytest.mark.parametrize(
    ("reading", "jump"),
    [
        (lambda x: np.cbrt(x - 1 / 3), False),
        (lambda x: np.sign(x - 1 / 3) * np.sqrt(abs(x - 1 / 3)), False),
        (lambda x: 1e6 * (x - 1 / 3), False),
        (lambda x: x - 1 / 3 + 1e-3 * np.sign(x - 1 / 3), True),
        (lambda x: 1 / (x - 1 / 3), True),
        (lambda x: np.where(x < 1 / 3, -np.inf, np.inf), True),
        (lambda x: np.where(x < 1 / 3, -np.inf, 1.0), True),
    ],
    ids=["cube root", "square root", "steep", "small leap", "pole", "infinite", "half infinite"],
)
def test_roots_and_jumps_are_told_apart(reading, jump):
    found = threshold(reading, 0, 1)
    assert found.midpoint == pytest.approx([1 / 3])
    assert found.jump.tolist() == [jump]


def test_rounding_in_the_reading_is_no_jump():
    noise = 1e-13
    assert not threshold(lambda x: np.where(x < 0.4, -noise, noise) + (x > 0.9), 0, 1).jump[0]


def test_a_root_on_a_point_of_the_scan_is_found_once():
    found = threshold(lambda x: x - 0.5, 0, 1, points=3)
    assert found.count == 1
    assert found.midpoint == pytest.approx([0.5])


def test_the_statement_above_the_level_is_what_changes():
    # 0 up to 1/2, then positive: a reading such as the probability of attack leaves its level there
    found = threshold(lambda x: np.maximum(x - 0.5, 0), 0, 1)
    assert found.midpoint == pytest.approx([0.5])
    touching_from_below = threshold(lambda x: -((x - 0.5) ** 2), 0, 1)
    assert touching_from_below.count == 0


def test_a_pair_inside_one_cell_is_missed_and_more_points_find_it():
    def bump(x):
        return 0.001 - abs(x - 0.505)

    assert threshold(bump, 0, 1, points=101).count == 0
    assert threshold(bump, 0, 1, points=2001).count == 2


def test_one_place_without_reading_does_not_hide_the_threshold():
    # the scan's cell is [0.4, 0.6], so that its middle is exactly the place
    found = threshold(lambda x: np.where(abs(x - 0.5) < 1e-12, np.nan, x - 0.5), 0, 1, points=6)
    assert found.midpoint == pytest.approx([0.5], abs=1e-9)
    assert (found.unresolved.tolist(), found.jump.tolist(), found.unknown) == ([False], [False], 0)


def test_a_stretch_without_reading_is_bracketed_and_reported():
    found = threshold(lambda x: np.where(abs(x - 0.5) < 0.105, np.nan, x - 0.5), 0, 1)
    assert found.count == 1
    assert found.unresolved.tolist() == [True]
    assert found.jump.tolist() == [False]
    assert found.lower <= 0.395
    assert found.upper >= 0.605
    assert found.upper - found.lower < 0.23
    assert found.unknown == 21  # 0.40, 0.41, ..., 0.60


def test_a_reading_that_is_nowhere_known_has_no_crossing():
    found = threshold(lambda x: np.full_like(x, np.nan), 0, 1)
    assert (found.count, found.unknown, found.lower.shape) == (0, 101, (0,))


def test_entries_with_fewer_crossings_are_padded():
    roots = np.array([[0.25, 0.75], [0.5, 9.0], [8.0, 9.0]])
    found = threshold(lambda x: (x - roots[:, 0]) * (x - roots[:, 1]), np.zeros(3), np.ones(3))
    assert found.count.tolist() == [2, 1, 0]
    assert np.isnan(found.midpoint).tolist() == [[False, False], [False, True], [True, True]]
    assert found.direction.tolist() == [[-1, 1], [-1, 0], [0, 0]]
    assert not found.jump.any()


def test_an_empty_batch_is_legal():
    assert threshold(lambda x: x, np.zeros(0), np.ones(0)).count.shape == (0,)


class TestNames:
    sweep = axes(cost=[0.5, 1.5], range=[1.0, 2.0, 3.0])

    def test_the_batch_keeps_its_names_whatever_order_the_reading_returns_them_in(self):
        def reading(harm):
            assert harm.dims == ("point", "cost", "range")
            return (harm - self.sweep["cost"] * self.sweep["range"]).transpose("range", "point", "cost")

        found = threshold(reading, 0, 5, like=self.sweep)
        assert found.count.dims == ("cost", "range")
        assert found.midpoint.dims == ("cost", "range", "crossing")
        assert found.midpoint.sel(cost=1.5, range=3).values == pytest.approx([4.5])

    def test_an_interval_with_names_needs_no_like(self):
        found = threshold(lambda x: x - 1.0, self.sweep["cost"], 2.0)
        assert found.count.sel(cost=[0.5, 1.5]).values.tolist() == [1, 0]

    def test_a_reading_in_the_models_words_may_label_an_array(self):
        def reading(harm):
            like = {"harm": harm, **self.sweep}
            return label(np.asarray(harm) - 1.25, like=like)

        assert threshold(reading, 0, 2, like=self.sweep).midpoint.values == pytest.approx(1.25)

    def test_a_reading_without_names_is_refused_in_a_named_batch(self):
        with pytest.raises(ValueError, match="needs to return a DataArray"):
            threshold(lambda x: x.values, 0, 1, like=self.sweep)

    def test_a_named_reading_without_like_is_refused(self):
        with pytest.raises(ValueError, match="Pass like=model"):
            threshold(lambda x: DataArray(x, dims="cost"), 0, 1)

    def test_a_dimension_that_is_not_in_the_batch_is_refused(self):
        with pytest.raises(ValueError, match=r"got also \['range'\]"):
            threshold(lambda x: x - self.sweep["range"], self.sweep["cost"], 5)

    @pytest.mark.parametrize("name", ["point", "crossing"])
    def test_a_batch_with_a_dimension_that_threshold_adds_is_refused(self, name):
        with pytest.raises(ValueError, match=f"adds a dimension '{name}'"):
            threshold(lambda x: x, 0, 1, like=axes(**{name: [1, 2]}))


@pytest.mark.parametrize(
    ("low", "high", "options", "message"),
    [
        (1, 1, {}, "low < high"),
        (0, [1, -1], {}, "low < high"),
        (0, np.inf, {}, "finite"),
        (np.nan, 1, {}, "finite"),
        (0, 1, {"points": 1}, "needs an integer, 2 or larger"),
        (0, 1, {"tolerance": 0}, "tolerance"),
        (0, 1, {"tolerance": "x"}, "tolerance"),
        (0, 1, {"level": np.nan}, "a level, a number; got nan"),
        (0, 1, {"level": "x"}, "a level, a number; got 'x'"),
        ("x", 1, {}, "an end of the interval needs real numbers"),
        (1, 1 + 1e-12, {}, "float64 cannot narrow"),
    ],
)
def test_what_cannot_be_searched_is_refused(low, high, options, message):
    with pytest.raises(ValueError, match=message):
        threshold(lambda x: x, low, high, **options)


def test_a_reading_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"shape \(101, 2\); got \(101,\)"):
        threshold(lambda x: x[:, 0], [0, 0], [1, 1])
