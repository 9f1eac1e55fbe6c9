from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from xarray import DataArray

from gametheory.errors import InvalidGameError
from gametheory.sweep import axes, label, stack


@dataclass(frozen=True)
class Pennies:
    stake: Any = 1.0
    bonus: Any = 0.0

    def payoffs(self) -> Any:
        own = [[self.bonus + self.stake, -self.stake], [-self.stake, self.stake]]
        return own, [[-entry for entry in row] for row in own]


SWEEP = replace(Pennies(), **axes(bonus=[0, 1, 2], stake=[1, 5]))


class TestStack:
    def test_batch_axes_come_first_in_the_order_of_the_models_fields(self):
        # the entry bonus + stake puts bonus first; the model has stake first
        payoffs = stack(SWEEP.payoffs(), like=SWEEP)
        assert payoffs.shape == (2, 3, 2, 2, 2)
        assert payoffs[1, 2, 0, 0, 0] == 5 + 2
        assert payoffs[1, 2, 1, 0, 0] == -7

    def test_by_default_dimensions_stand_in_the_order_in_which_the_entries_have_them(self):
        assert stack(SWEEP.payoffs()).shape == (3, 2, 2, 2, 2)

    @given(st.lists(st.floats(-9, 9), min_size=1, max_size=4), st.lists(st.floats(1, 9), min_size=1, max_size=4))
    def test_every_slice_of_a_sweep_is_the_scenario_alone(self, stakes, bonuses):
        sweep = replace(Pennies(), **axes(stake=stakes, bonus=bonuses))
        stacked = stack(sweep.payoffs(), like=sweep)
        for i, stake in enumerate(stakes):
            for j, bonus in enumerate(bonuses):
                assert (stacked[i, j] == stack(Pennies(stake, bonus).payoffs())).all()

    def test_one_scenario_is_a_batch_of_no_axes(self):
        assert stack(Pennies().payoffs(), like=Pennies()).shape == (2, 2, 2)

    def test_a_dimension_that_no_entry_has_is_filled_by_repetition(self):
        assert stack([[1, 2]], like=SWEEP).shape == (2, 3, 1, 2)

    def test_arrays_without_names_broadcast_as_in_numpy(self):
        stacked = stack([np.ones((4, 1)), [1, 2, 3][0]])
        assert stacked.shape == (4, 1, 2)
        assert stack([np.ones((4, 1)), np.zeros(3)]).shape == (4, 3, 2)

    def test_an_empty_batch_is_legal(self):
        assert stack([np.ones(0), 1]).shape == (0, 2)

    def test_fractions_and_truth_values_are_numbers(self):
        assert stack([Fraction(1, 4), True]).tolist() == [0.25, 1.0]

    @pytest.mark.parametrize("entries", [[[1, 2], [3]], [[1, 2], 3], [1, [2, 3]], [], [[]]])
    def test_ragged_nesting_is_refused(self, entries):
        with pytest.raises(InvalidGameError, match=r"same nesting|at least one item"):
            stack(entries)

    @pytest.mark.parametrize("entry", ["1", None, 1j, object()])
    def test_what_is_no_number_is_refused(self, entry):
        with pytest.raises(InvalidGameError, match="an entry needs to be a number"):
            stack([1, entry])

    def test_symbols_are_referred_to_the_symbolic_module(self):
        sympy = pytest.importorskip("sympy")
        with pytest.raises(InvalidGameError, match=r"gametheory\.symbolic"):
            stack(Pennies(stake=sympy.Symbol("s")).payoffs())

    def test_named_and_unnamed_axes_do_not_mix(self):
        with pytest.raises(InvalidGameError, match="no rule says which axes belong together"):
            stack([np.ones(2), SWEEP.stake])

    def test_an_entry_may_vary_only_with_what_the_result_can_be_labelled_by(self):
        with pytest.raises(InvalidGameError, match=r"varies along \['stake'\]"):
            stack([SWEEP.stake], like={"bonus": SWEEP.bonus})

    def test_entries_shortened_by_an_inner_join_are_noticed(self):
        first = DataArray([1.0, 2.0], dims="year", coords={"year": [1, 2]})
        second = DataArray([1.0, 2.0], dims="year", coords={"year": [2, 3]})
        with pytest.raises(InvalidGameError, match="'year' needs one"):
            stack([first + second], like=first)


class TestLabel:
    def test_labelling_undoes_stacking(self):
        read_back = label(stack([[SWEEP.stake], [SWEEP.bonus]], like=SWEEP)[..., 0, 0], like=SWEEP)
        assert read_back.dims == ("stake", "bonus")
        assert read_back.isel(bonus=0, drop=True).equals(SWEEP.stake)

    def test_axes_after_the_batch_take_the_names_and_labels_given(self):
        strategies = label(np.ones((2, 3, 2)) / 2, like=SWEEP, action=("heads", "tails"))
        assert strategies.sel(action="tails", stake=5).sizes == {"bonus": 3}

    def test_a_scenario_gives_a_labelled_result_without_batch(self):
        assert label(0.5, like=Pennies()).item() == 0.5
        assert label([0.5, 0.5], like=Pennies(), action=("heads", "tails")).dims == ("action",)

    def test_names_are_never_invented(self):
        result = label(np.ones(4), like=Pennies(stake=np.ones(4)))
        assert type(result) is np.ndarray

    def test_primitives_may_lie_deeper_in_a_model(self):
        assert label(np.ones((2, 3)), like={"first": (1.0, SWEEP), "second": 2}).dims == ("stake", "bonus")

    def test_another_shape_is_refused(self):
        with pytest.raises(ValueError, match=r"needs an array of shape \(2, 3\).*got \(3, 2\)"):
            label(np.ones((3, 2)), like=SWEEP)
        with pytest.raises(ValueError, match="needs an array of shape"):
            label(np.ones(5), like=Pennies(stake=np.ones(4)))

    def test_no_axis_has_the_name_of_another(self):
        with pytest.raises(ValueError, match="a dimension 'stake' already"):
            label(np.ones((2, 3, 2)), like=SWEEP, stake=("heads", "tails"))
        with pytest.raises(ValueError, match="axis 'action' needs a list of labels; got 2"):
            label(np.ones((2, 3, 2)), like=SWEEP, action=2)
