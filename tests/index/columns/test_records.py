"""The stored records of a segment, written, mapped and read."""

import gc
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import record
from index.article import Article
from index.columns import records
from index.columns.records import RecordColumn, RecordWriter
from tests.articles import ARTICLES


def written(raw: Sequence[bytes], folder: Path | None = None) -> dict[str, np.ndarray]:
    writer = RecordWriter(folder)
    for each in raw:
        writer.add(each)
    return writer.arrays()


def news(count: int) -> list[bytes]:
    """Records that are alike, as those of one site are."""
    chance = np.random.default_rng(1)
    words = np.array(" ".join(article.body for article in ARTICLES).split())
    return [" ".join([f"tin-{number}", *chance.choice(words, 150)]).encode() for number in range(count)]


def test_articles_come_out_as_they_went_in() -> None:
    """Each document has the article that was added for it."""
    column = RecordColumn(written([record.dump(article) for article in ARTICLES]))
    assert [column.get(doc) for doc in range(len(column))] == list(ARTICLES)


def test_composed_or_not_a_text_is_kept_to_the_letter() -> None:
    """NFD comes out as it went in."""
    article = Article(id="1", title=unicodedata.normalize("NFD", "Hội nghị"), body="NFC: Hội nghị")
    assert RecordColumn(written([record.dump(article)])).get(0) == article


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=40))
def test_any_bytes_come_out_as_they_went_in(raw: list[bytes]) -> None:
    """Merging segments copies records without looking into them."""
    column = RecordColumn(written(raw))
    assert [column.raw(doc) for doc in range(len(column))] == raw


def test_a_segment_may_be_empty() -> None:
    """As when all its articles were deleted."""
    assert len(RecordColumn(written([]))) == 0


@pytest.mark.parametrize("count", [1, 19, 20, 300])
def test_a_dictionary_is_kept_where_it_pays(count: int) -> None:
    """Few records have none."""
    arrays = written(news(count))
    column = RecordColumn(arrays)
    assert [column.raw(doc) for doc in range(count)] == news(count)
    assert (arrays["records.dictionaries"].size > 0) == (count >= 20)


def test_records_after_the_sample_are_kept_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dictionary is trained on the first records and serves all that follow."""
    monkeypatch.setattr(records, "_SAMPLE_RECORDS", 50)
    column = RecordColumn(written(news(120)))
    assert [column.raw(doc) for doc in range(120)] == news(120)


def test_long_articles_are_not_hoarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits in memory for the dictionary is bounded in bytes as well."""
    monkeypatch.setattr(records, "_SAMPLE_BYTES", 100)
    column = RecordColumn(written(news(60)))
    assert [column.raw(doc) for doc in range(60)] == news(60)


def test_records_that_are_all_the_same_can_be_kept() -> None:
    """Nothing can be learnt from them, and nothing need be."""
    same = [b"x" * 100] * 100
    column = RecordColumn(written(same))
    assert [column.raw(doc) for doc in range(100)] == same


def test_the_arrays_are_named_and_flat(tmp_path: Path) -> None:
    """Bytes and offsets, as the file of columns takes them; the temporary file leaves nothing behind."""
    arrays = written(news(30), tmp_path)
    assert {name: array.dtype for name, array in arrays.items()} == {
        "records.frames": np.uint8,
        "records.offsets": np.uint64,
        "records.dictionaries": np.uint8,
        "records.dictionary_offsets": np.uint64,
        "records.generations": np.uint8,
    }
    assert arrays["records.offsets"].shape == (31,)
    assert int(arrays["records.offsets"][-1]) == arrays["records.frames"].size
    assert list(tmp_path.iterdir()) == []


def test_a_writer_may_be_abandoned(tmp_path: Path) -> None:
    """An import that fails half-way leaves no file, open or not."""
    writer = RecordWriter(tmp_path)
    writer.add(b"tin")
    del writer
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_a_column_can_be_read_from_a_mapped_file(tmp_path: Path) -> None:
    """Nothing but the dictionaries is read before a record is asked for."""
    arrays = written(news(30))
    frames = tmp_path / "frames"
    frames.write_bytes(arrays["records.frames"].tobytes())
    column = RecordColumn({**arrays, "records.frames": np.memmap(frames, np.uint8, "r")})
    assert column.raw(29) == news(30)[29]


def test_threads_read_at_the_same_time() -> None:
    """A request a thread, all of the same segment."""
    given = news(300)
    column = RecordColumn(written(given))
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(column.raw, list(range(300)) * 10)) == given * 10


def merged(*columns: tuple[RecordColumn, list[bool]], new: Sequence[bytes] = ()) -> RecordColumn:
    writer = RecordWriter()
    for each in new:
        writer.add(each)
    writer.merge([(column, np.array(kept)) for column, kept in columns])
    return RecordColumn(writer.arrays())


@pytest.fixture
def lasting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Generations of forty documents are taken over, two at most."""
    monkeypatch.setattr(records, "_LASTING_GENERATION", 40)
    monkeypatch.setattr(records, "_MOST_GENERATIONS", 2)


@pytest.mark.usefixtures("lasting")
@pytest.mark.parametrize("sample", [10, 4_000], ids=["trained before", "trained at the end"])
def test_records_move_to_another_segment(sample: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are kept come out as they were, in their order, behind the new ones; however often they move."""
    monkeypatch.setattr(records, "_SAMPLE_RECORDS", sample)
    given = news(100)
    small, large = RecordColumn(written(given[:30])), RecordColumn(written(given))
    every_other = [number % 2 == 0 for number in range(100)]
    once = merged((small, [True] * 30), (large, every_other), (large, [True] * 100), new=given[:25])
    expected = [*given[:25], *given[:30], *given[::2], *given]
    assert [once.raw(doc) for doc in range(len(once))] == expected
    kept = [number % 3 > 0 for number in range(len(once))]
    again = merged((once, kept), (large, every_other))
    expected = [raw for raw, stays in zip(expected, kept, strict=True) if stays] + given[::2]
    assert [again.raw(doc) for doc in range(len(again))] == expected


@pytest.mark.usefixtures("lasting")
def test_frames_of_large_generations_are_copied() -> None:
    """Merging large segments neither unpacks nor compresses anything, and keeps few dictionaries."""
    large = [RecordColumn(written(news(count))) for count in (60, 50, 45)]
    everything = merged(*((column, [True] * len(column)) for column in large))
    assert everything.generation_count == 1 + 2  # the third is the smallest; it is compressed anew
    assert everything.frames(0, 110)[0].tobytes() == b"".join(c.frames(0, len(c))[0].tobytes() for c in large[:2])
    again = merged((everything, [True] * 155))
    assert again.frames(0, 110)[0] == everything.frames(0, 110)[0]


@pytest.mark.usefixtures("lasting")
def test_frames_of_small_generations_are_compressed_anew() -> None:
    """Their dictionaries are poor, or missing: many small commits take no more room in the end than a large one."""
    small = [RecordColumn(written([each])) for each in news(300)]
    together = merged(*((column, [True]) for column in small))
    assert together.generation_count == 1
    assert len(together.frames(0, 300)[0]) == len(RecordColumn(written(news(300))).frames(0, 300)[0])


@pytest.mark.parametrize("count", [3, 300])
def test_a_damaged_frame_is_named(count: int) -> None:
    """Whichever bit is flipped: either the record still comes out as it was, or an error says whose it is."""
    arrays = written(news(count))
    frames = arrays["records.frames"].copy()
    column = RecordColumn({**arrays, "records.frames": frames})
    intact = column.raw(2)
    start, end = arrays["records.offsets"][2:4].tolist()
    for at, bit in product(range(start, end), range(8)):
        frames[at] ^= 1 << bit
        try:
            came_out = column.raw(2)
        except ValueError as error:
            came_out = intact if "document 2 is damaged" in str(error) else b""
        assert came_out == intact
        frames[at] ^= 1 << bit


def test_damage_harms_no_other_document() -> None:
    """Each has a frame of its own."""
    arrays = written(news(3))
    frames = arrays["records.frames"].copy()
    frames[: int(arrays["records.offsets"][1])] = 0
    column = RecordColumn({**arrays, "records.frames": frames})
    with pytest.raises(ValueError, match="document 0 is damaged"):
        column.get(0)
    assert column.raw(1) == news(3)[1]


@pytest.mark.parametrize("offsets", [[0, 0], [2**40, 2**41], [9, 3], [2**63, 2**64 - 1]])
def test_damaged_offsets_are_named(offsets: list[int]) -> None:
    """They lead to no frame, or to another one."""
    arrays = written(news(1))
    column = RecordColumn({**arrays, "records.offsets": np.array(offsets, np.uint64)})
    with pytest.raises(ValueError, match="document 0 is damaged"):
        column.raw(0)


@pytest.mark.parametrize("doc", [-1, 3])
def test_a_document_that_is_not_there_is_named(doc: int) -> None:
    """Numbers from before and behind the segment find nothing, rather than another document."""
    with pytest.raises(ValueError, match=f"document {doc} "):
        RecordColumn(written(news(3))).raw(doc)


def test_a_damaged_dictionary_is_no_dictionary() -> None:
    """The column isn't opened with it."""
    arrays = written(news(300))
    damaged = np.zeros_like(arrays["records.dictionaries"])
    assert damaged.size
    with pytest.raises(ValueError, match="a dictionary of the stored records is damaged"):
        RecordColumn({**arrays, "records.dictionaries": damaged})
