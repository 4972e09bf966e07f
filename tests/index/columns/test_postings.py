"""Posting lists as arrays, against the same lists as dictionaries."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.columns import postings as module
from index.columns.file import ColumnFile, write
from index.columns.postings import FieldPostings, PostingColumns, encode, inverted, merged

Lists = dict[bytes, dict[int, list[int]]]
"""Term → document → positions."""

# On both sides of where a byte, a nibble and the two together end; and the greatest there are.
DOCS = st.one_of(st.integers(0, 600), st.sampled_from([253, 254, 255, 256, 65_535, 65_536, 2**31 - 1]))
POSITIONS = st.one_of(
    st.integers(0, 5_000), st.sampled_from([255, 256, 3839, 3840, 4095, 4096, 65_535, 65_536, 2**31 - 1])
)
SYLLABLES = ["a", "an", "anh", "ánh", "đ", "việt", "việt_nam", "viện", "𠀀", ""]
TERMS = st.one_of(st.sampled_from([syllable.encode() for syllable in SYLLABLES]), st.binary(max_size=3))
FEW_POSITIONS = st.lists(POSITIONS, min_size=1, max_size=4, unique=True).map(sorted)
MANY_POSITIONS = st.integers(13, 17).map(lambda count: list(range(3_830, 3_830 + count)))
LISTS = st.dictionaries(
    TERMS, st.dictionaries(DOCS, st.one_of(FEW_POSITIONS, MANY_POSITIONS), min_size=1, max_size=8), max_size=8
)
UNHURRIED = settings(deadline=None)  # a busy machine is no failure


@pytest.fixture(autouse=True, scope="module")
def chunks_of_four() -> Iterator[None]:
    """So that even short lists are worked on in several chunks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_AT_ONCE", 4)
        yield


def as_arrays(lists: Lists, positions: bool = True) -> FieldPostings:
    terms = sorted(lists)
    postings = [(doc, lists[term][doc]) for term in terms for doc in sorted(lists[term])]
    flat = [position for _, found in postings for position in found]
    return FieldPostings(
        terms,
        np.cumsum([0] + [len(lists[term]) for term in terms], dtype=np.int64),
        np.array([doc for doc, _ in postings], np.int32),
        np.array([len(found) for _, found in postings], np.int32),
        np.array(flat if positions else [], np.int32),
    )


def assert_same(found: FieldPostings, expected: FieldPostings) -> None:
    assert found.terms == expected.terms
    for name in ("starts", "docs", "counts", "positions"):
        array, wanted = getattr(found, name), getattr(expected, name)
        assert array.dtype == wanted.dtype, name
        assert array.tolist() == wanted.tolist(), name


def encoded(lists: Lists, positions: bool = True) -> PostingColumns:
    return PostingColumns(encode(as_arrays(lists, positions), "body"), "body")


@UNHURRIED
@given(lists=LISTS, positions=st.booleans())
@example(lists={b"a": {0: [0]}}, positions=True)
@example(
    lists={b"a": {doc: [0] for doc in (254, 508, 763, 1_019)}, b"b": {255: [0]}, b"c": {256: [0]}}, positions=False
)
def test_a_field_comes_back_as_it_was(lists: Lists, positions: bool) -> None:
    """Whatever the documents, counts and positions: what fits its byte or nibble and what doesn't."""
    assert_same(encoded(lists, positions).decode_all(), as_arrays(lists, positions))


@UNHURRIED
@given(lists=LISTS, positions=st.booleans(), size=st.integers(1, 40))
def test_a_field_can_be_read_a_run_of_terms_at_a_time(lists: Lists, positions: bool, size: int) -> None:
    """The runs follow on one another and are the whole together; a run is too long only by its last list."""
    columns, whole = encoded(lists, positions), as_arrays(lists, positions)
    runs = columns.spans(size)
    assert [number for run in runs for number in range(*run)] == list(range(len(lists)))
    parts = [columns.decode(*run) for run in runs]
    assert [term for part in parts for term in part.terms] == whole.terms
    for name in ("docs", "counts", "positions"):
        assert [each for part in parts for each in getattr(part, name).tolist()] == getattr(whole, name).tolist()
    for part in parts:
        assert part.starts.tolist() == np.cumsum([0] + [len(lists[term]) for term in part.terms]).tolist()
        assert len(part.terms) == 1 or part.starts[-2] < size


def test_a_long_document_comes_back_as_it_was() -> None:
    """A term 70,000 times in it, far beyond what nibble and byte hold, and the greatest number of a document."""
    lists: Lists = {b"a": {0: list(range(70_000))}, b"b": {2**31 - 1: [0]}, b"c": {0: [5], 255: [6]}}
    columns = encoded(lists)
    assert_same(columns.decode_all(), as_arrays(lists))
    assert columns.counts(0).tolist() == [70_000]
    assert columns.positions(2).tolist() == [5, 6]


@UNHURRIED
@given(lists=LISTS, positions=st.booleans())
def test_every_list_can_be_read_alone(lists: Lists, positions: bool) -> None:
    """Documents, counts and positions of one term."""
    columns = encoded(lists, positions)
    assert columns.term_count == len(lists)
    assert columns.has_positions == (positions and bool(lists))
    for number, (term, postings) in enumerate(sorted(lists.items())):
        docs = sorted(postings)
        assert columns.find(term) == number
        assert columns.term(number) == term
        assert columns.document_frequency(number) == len(docs)
        assert columns.docs(number).tolist() == docs
        assert columns.counts(number).tolist() == [len(postings[doc]) for doc in docs]
        assert columns.positions(number).tolist() == [p for doc in docs for p in postings[doc] if positions]
        for array in (columns.docs(number), columns.counts(number), columns.positions(number)):
            assert array.dtype == np.int32


@pytest.mark.parametrize("setup", [-(1 << 40), 1 << 40], ids=["looked up", "decoded"])
@UNHURRIED
@given(data=st.data(), lists=LISTS.filter(bool), positions=st.booleans())
def test_positions_of_some_documents(setup: int, data: st.DataObject, lists: Lists, positions: bool) -> None:
    """The same whether they are looked up one by one or cut out of the whole list."""
    columns = encoded(lists, positions)
    term = data.draw(st.sampled_from(sorted(lists)))
    docs = sorted(lists[term])
    at = data.draw(st.lists(st.integers(0, len(docs) - 1), max_size=len(docs) + 1))
    number = columns.find(term)
    assert number is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_LOOK_UP_SETUP", setup)
        found = columns.positions_of(number, np.array(at, np.int64), columns.counts(number))
    assert found.dtype == np.int32
    assert found.tolist() == [p for index in at for p in lists[term][docs[index]] if positions]


@UNHURRIED
@given(lists=LISTS, term=TERMS)
def test_terms_are_found_by_themselves_and_by_their_beginning(lists: Lists, term: bytes) -> None:
    """A field that doesn't have the term says so; a prefix may be a term, or everything."""
    columns, terms = encoded(lists), sorted(lists)
    assert columns.find(term) == (terms.index(term) if term in lists else None)
    for prefix in (term, term[:1], b"", b"\xff"):
        first, beyond = columns.prefix_range(prefix)
        assert terms[first:beyond] == [found for found in terms if found.startswith(prefix)]
        assert first == sum(found < prefix for found in terms)


def test_several_fields_in_one_file(tmp_path: Path) -> None:
    """Arrays are named by their field."""
    title, body = {b"a": {3: [1]}}, {b"b": {300: [0, 4_000]}, b"c": {1: list(range(20))}}
    file = BytesIO()
    write(file, encode(as_arrays(title), "title") | encode(as_arrays(body), "body") | encode(as_arrays({}), "tags"))
    (tmp_path / "columns").write_bytes(file.getvalue())
    arrays = ColumnFile.open(tmp_path / "columns").arrays
    assert_same(PostingColumns(arrays, "title").decode_all(), as_arrays(title))
    assert_same(PostingColumns(arrays, "body").decode_all(), as_arrays(body))
    assert PostingColumns(arrays, "body").positions(0).tolist() == [0, 4_000]
    assert PostingColumns(arrays, "tags").find(b"a") is None


def test_a_term_without_postings_is_refused() -> None:
    """No list is empty; what reads them need not think of it."""
    empty = np.empty(0, np.int32)
    with pytest.raises(ValueError, match="a term of body has no postings"):
        encode(FieldPostings([b"a"], np.array([0, 0]), empty, empty, empty), "body")


TOKENS = st.lists(st.lists(TERMS, max_size=12), max_size=6)


@UNHURRIED
@given(documents=TOKENS, positions=st.booleans(), step=st.integers(1, 400))
def test_tokens_become_posting_lists(documents: list[list[bytes]], positions: bool, step: int) -> None:
    """The lists of all terms that occur; terms may be known that don't."""
    lists: Lists = {}
    for doc, tokens in enumerate(documents):
        for at, term in enumerate(tokens):
            lists.setdefault(term, {}).setdefault(doc, []).append(at * step)
    terms = sorted({b"never", *lists}, reverse=True)
    found = inverted(
        terms,
        np.array([terms.index(term) for tokens in documents for term in tokens], np.int32),
        np.array([len(tokens) for tokens in documents], np.int64),
        np.array([at * step for tokens in documents for at in range(len(tokens))], np.int32) if positions else None,
    )
    assert_same(found, as_arrays(lists, positions))


def test_more_terms_than_16_bits_count() -> None:
    """Sorting takes 16 bits at a time."""
    terms = [f"{number:06}".encode() for number in range(70_000)]
    found = inverted(terms, np.array([69_999, 4_463, 65_536, 0, 69_999], np.int32), np.array([3, 2]))
    assert found.terms == [b"000000", b"004463", b"065536", b"069999"]
    assert found.docs.tolist() == [1, 0, 0, 0, 1]
    assert found.starts.tolist() == [0, 1, 2, 3, 5]


@UNHURRIED
@given(data=st.data(), positions=st.booleans())
def test_merged_segments_are_one(data: st.DataObject, positions: bool) -> None:
    """As if their documents that are left had been indexed together; what occurs only in deleted ones is gone."""
    parts, expected, base = [], Lists(), 0
    for _ in range(data.draw(st.integers(0, 3))):
        kept = data.draw(st.one_of(st.just([True] * 10), st.lists(st.booleans(), min_size=10, max_size=10)))
        numbers = np.where(kept, np.cumsum(kept) - 1 + base, -1).astype(np.int32)
        base += sum(kept) + data.draw(st.integers(0, 3))
        postings = st.dictionaries(st.integers(0, 9), FEW_POSITIONS, min_size=1)
        lists = data.draw(st.dictionaries(st.sampled_from([b"a", b"b", b"c", b"d"]), postings))
        parts.append((as_arrays(lists, positions), numbers))
        for term, found in lists.items():
            for doc, places in found.items():
                if kept[doc]:
                    expected.setdefault(term, {})[int(numbers[doc])] = places
    assert_same(merged(parts), as_arrays(expected, positions))


def test_positions_cannot_be_half_there() -> None:
    """Of two segments with different formats no field can be made."""
    numbers = np.array([0], np.int32)
    lists: Lists = {b"a": {0: [1]}}
    with pytest.raises(ValueError, match="with positions"):
        merged([(as_arrays(lists), numbers), (as_arrays(lists, positions=False), numbers + 1)])
