"""What the bug gallery says of its exhibits is what its tables show.

nbval keeps the tables true; the leaflets are prose, and each of their claims is read off here.
"""

import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def lesson():
    return nbformat.read(ROOT / "notebooks" / "11_bug_gallery.ipynb", as_version=4)


@pytest.fixture(scope="module")
def caught(lesson):
    """Return the alarms that each exhibit sets off, and the names that the check gives it."""
    found = {}
    for cell in lesson.cells:
        for output in cell.get("outputs", ()):
            text = output.get("text", "")
            heads, *rows = text.splitlines() or [""]
            for row in rows if re.fullmatch(r" +A( [A-Z])+", heads) else ():
                number, marks, names = re.fullmatch(r" *(\d+) ((?:[·×] )+) *(.+)", row).groups()
                letters = zip(heads.split(), marks.split(), strict=True)
                alarms = {letter for letter, mark in letters if mark == "×"}
                found[int(number)] = alarms, set(re.split(r", | or ", names))
    return found


def room(number):
    return {1: range(1, 9), 2: range(11, 20), 3: range(21, 31), 4: range(41, 46)}[number]


def passing(caught, number, alarms):
    return {n for n in room(number) if not caught[n][0] & set(alarms)}


def test_every_exhibit_has_its_row_its_name_and_its_word_in_the_leaflet(lesson, caught):
    text = "\n".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")
    exhibits = [n for number in (1, 2, 3, 4) for n in room(number)]
    assert list(caught) == exhibits
    assert len(exhibits) == 32
    assert "thirty-two wrong programs" in text
    for number in exhibits:
        assert f"**{number}**" in text, number


def test_every_exhibit_is_caught_by_some_alarm(caught):
    assert all(alarms for alarms, _ in caught.values())


def test_room_1(caught):
    assert set(room(1)) - passing(caught, 1, "A") == {1, 2}
    assert passing(caught, 1, "F") == {4, 5, 6, 7}
    assert caught[3][0] == {"F"}


def test_room_2(caught):
    assert passing(caught, 2, "BC") - passing(caught, 2, "F") == {14}
    assert {n for n in room(2) if caught[n][0] == {"E"}} == {19}
    assert caught[11][1] == caught[12][1] == {"diagonal-only"}
    assert {n for n in room(2) if caught[n][0] == set("ABCDEF")} == {12, 16}
    assert caught[14][0] == set("DEF")


def test_several_names_are_joined_by_or_where_nobody_could_tell_them_apart(lesson):
    told = "one name, several names joined by *or* where nobody could tell them apart"
    assert any(told in cell.source for cell in lesson.cells)
    printed = "".join(
        out.get("text", "") for cell in lesson.cells for out in cell.get("outputs", ())
    )
    assert " or " in printed


def test_room_3(caught):
    assert passing(caught, 3, "ABC") - passing(caught, 3, "D") == {25, 26, 29}
    assert passing(caught, 3, "ABCD") == {30}
    assert {n for n in room(3) if caught[n][0] == {"E", "F"}} == {30}
    assert passing(caught, 3, "E") == passing(caught, 3, "F") == set()


def test_two_programs_more_are_caught_at_a_shared_out_target_alone(lesson):
    printed = [out.get("text", "") for cell in lesson.cells for out in cell.get("outputs", ())]
    assert "31 F\n32 F\n" in printed


def test_room_4(caught):
    assert passing(caught, 4, "AC") == {43}
    assert passing(caught, 4, "B") == {41, 42, 45}
    assert passing(caught, 4, "D") == set()
    assert {n for n in room(4) if caught[n][0] == set("ABCD")} == {44}


def test_no_program_of_the_other_rooms_sets_off_every_alarm(caught):
    """The question at the end names rooms 2 and 4."""
    for number, alarms in ((1, "ABCDEF"), (3, "ABCDEF")):
        assert not [n for n in room(number) if caught[n][0] == set(alarms)]
