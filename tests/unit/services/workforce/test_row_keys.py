"""The keys of a grid's rows: what somebody signed is a key only where it is one."""

from hashlib import sha256

import pytest

from services.shared.calendar import Week
from services.shared.returned_workbooks import DIGEST
from services.workforce.week_grid.row_keys import Held, RowKey, row_key
from services.workforce.week_grid.words import WeekWork

TOLD = '["a","b","c","d","e","f","g"]'
SIGNED = [
    "", "[]", "null", "[1,2,3,4,5]", f'[1,1,{TOLD},[2025,60],[[1,""]]]', f'[1,1,{TOLD},[2025,23],[]]',
    '[1,1,["a"],[2025,23],[[1,""]]]', f'[1,1,{TOLD},[2025,23],[[1000000000,""]]]',
    f'[1,1,{TOLD},[2025,23],[[1000000000,""],[-999999999,""]]]', f'[1,1,{TOLD},[9998,23],[[1,""]]]',
    f'[1,1,{TOLD},[2025,23],[[1,"",1]]]', f'[1,1,{TOLD},[2025,23],[[1,"",1,1,"x"]]]',
    f'[1,"1",{TOLD},[2025,23],[[1,""]]]',
    f'[1,99999999999999999999,{TOLD},[2025,23],[[1,""]]]', f'[1,1,{TOLD},[2025,23],[[true,""]]]',
]  # fmt: skip


@pytest.mark.parametrize("text", SIGNED)
def test_what_is_signed_and_no_key_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is no key of a row"):
        row_key(sha256(text.encode()).hexdigest()[:DIGEST] + text)


def test_a_key_tells_what_it_was_made_of() -> None:
    held = Held("A / FL / B @ Half", WeekWork(7, 3, 0.5))
    key = RowKey(26, 2**40, tuple("abcdefg"), Week(2025, 52), (held, held, Held("", None), held))
    assert row_key(key.text) == key
    assert key.weeks == [Week(2025, 52), Week(2026, 1), Week(2026, 2), Week(2026, 3)]
