"""What differs between two texts, and who changed what."""

import time

from hypothesis import given
from hypothesis import strategies as st

from knutpunkt.rooms.entrance import merging

texts = st.text(alphabet="ab \n,.", max_size=60)


@given(texts, texts)
def test_the_pieces_are_the_whole_text(one: str, other: str):
    assert "".join(part.text for part in merging.marked(one, other)) == one


@given(texts)
def test_nothing_is_marked_where_nothing_differs(text: str):
    assert not any(part.differs for part in merging.marked(text, text))


def test_only_the_words_that_differ_are_marked():
    parts = merging.marked("Alva går hem tidigt", "Alva går hem sent")
    assert [(part.text, part.differs) for part in parts] == [("Alva går hem ", False), ("tidigt", True)]


def test_a_very_long_text_is_shown_whole():
    text = "ord " * 2000
    assert merging.marked(text, text + "till") == [merging.Part(text, True)]


def test_two_texts_with_nothing_in_common_but_their_spaces_are_compared_in_no_time():
    one, other = (" ".join(f"{letter}{n}" for n in range(745)) for letter in "ab")
    began = time.process_time()
    assert "".join(part.text for part in merging.marked(one, other)) == one
    assert time.process_time() - began < 1


def test_who_changed_a_field_is_told_by_what_they_began_from():
    began = merging.began_from({"title": "Planen", "when": None})
    assert not merging.changed_by_author("title", " Planen\r\n", began)
    assert merging.changed_by_author("title", "En annan plan", began)
    assert not merging.changed_by_author("when", "", began)


def test_what_cannot_be_known_counts_as_changed():
    for began in ("", "[]", "null", "{}", "{", '{"title": 3}'):
        assert merging.changed_by_author("title", "Planen", began)
