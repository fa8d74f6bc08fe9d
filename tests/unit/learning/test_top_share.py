"""Who would have been in the top part, and was missed."""

from __future__ import annotations

import numpy as np
import pytest

from hengke.kernel.errors import Refused
from hengke.learning.top_share import top_share


def test_two_of_ten_by_hand() -> None:
    foreseen = np.array([9, 8, 1, 1, 1, 1, 1, 1, 1, 1.0])
    came = np.array([9, 0, 8, 1, 1, 1, 1, 1, 1, 1.0])
    found = top_share(foreseen, came)
    assert (found.top, found.missed, found.misplaced) == (2, 0.5, 0.125)


def test_customers_alike_share_the_places_so_that_no_order_of_rows_helps() -> None:
    came = np.array([5, 4, 0, 0, 0, 0, 0, 0, 0, 0.0])
    constant = np.ones(10)
    assert top_share(constant, came).missed == pytest.approx(0.8)
    assert top_share(constant[::-1], came[::-1]).missed == pytest.approx(0.8)


def test_too_few_customers_have_no_top() -> None:
    with pytest.raises(Refused):
        top_share(np.ones(2), np.ones(2))
