"""The file that all columns of a segment are kept in."""

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hn
from numpy.typing import NDArray

from index.columns.file import ColumnFile, ColumnFileDamaged, checksum, write
from index.errors import IndexUnreadable

SMALL: dict[str, NDArray[Any]] = {
    "body.gaps": np.arange(70, dtype=np.uint8),
    "body.starts": np.array([3, 1, 2], dtype=np.int64),
    "nothing": np.empty(0, np.int32),
}


def written(arrays: dict[str, NDArray[Any]]) -> bytes:
    file = BytesIO()
    write(file, arrays)
    return file.getvalue()


def opened(content: bytes, folder: Path) -> dict[str, NDArray[Any]]:
    path = folder / "columns"
    path.unlink(missing_ok=True)  # what is mapped must not change
    path.write_bytes(content)
    return ColumnFile.open(path).arrays


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("columns")


numbers = st.one_of(hn.boolean_dtypes(), hn.integer_dtypes(), hn.unsigned_integer_dtypes(), hn.floating_dtypes())


@settings(deadline=None)
@given(arrays=st.dictionaries(st.text(), hn.arrays(numbers, hn.array_shapes(min_dims=0, min_side=0)), max_size=5))
def test_arrays_come_back_as_they_were(arrays: dict[str, NDArray[Any]], folder: Path) -> None:
    """Values, types but for the order of bytes, and shapes; each array at the beginning of a cache line."""
    found = opened(written(arrays), folder)
    assert list(found) == list(arrays)
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype.newbyteorder("<")
        assert found[name].shape == array.shape
        assert found[name].tobytes() == array.astype(found[name].dtype).tobytes()
        assert not found[name].size or found[name].ctypes.data % 64 == 0


def test_arrays_may_lie_in_memory_as_they_like(folder: Path) -> None:
    """A slice, a transposed array, a bigger one than a block of the checksum."""
    table = np.arange(6_000, dtype=np.int32).reshape(60, 100)
    found = opened(written({"slice": table[::2, 3:], "transposed": table.T, "whole": table}), folder)
    assert (found["slice"] == table[::2, 3:]).all()
    assert (found["transposed"] == table.T).all()
    assert (found["whole"] == table).all()


def test_a_file_can_be_deleted_while_it_is_read(folder: Path) -> None:
    """A merge deletes segments that searches still read."""
    arrays = opened(written(SMALL), folder)
    (folder / "columns").unlink()
    assert arrays["body.gaps"].tolist() == list(range(70))


def test_arrays_cannot_be_written_to(folder: Path) -> None:
    """What is searched is what was indexed."""
    with pytest.raises(ValueError, match="read-only"):
        opened(written(SMALL), folder)["body.gaps"][0] = 1


@pytest.mark.parametrize("array", [np.array(["việt"]), np.array([None]), np.zeros(1, [("a", "i4")])])
def test_only_numbers_are_written(array: NDArray[Any]) -> None:
    """Nothing needs pickle."""
    with pytest.raises(TypeError, match="body holds"):
        write(BytesIO(), {"body": array})


def test_no_changed_byte_goes_unseen(folder: Path) -> None:
    """Wherever it stands: header, directory, arrays, what lies between."""
    whole = written(SMALL)
    for at in range(len(whole)):
        for change in (0x01, 0x20, 0x80, 0xFF):
            with pytest.raises(ColumnFileDamaged, match="columns can't be used"):
                opened(whole[:at] + bytes([whole[at] ^ change]) + whole[at + 1 :], folder)


def test_no_missing_end_goes_unseen(folder: Path) -> None:
    """A full disk, an interrupted copy."""
    whole = written(SMALL)
    for length in range(len(whole)):
        with pytest.raises(ColumnFileDamaged, match="truncated" if length else "empty"):
            opened(whole[:length], folder)
    with pytest.raises(ColumnFileDamaged, match="length changed"):
        opened(whole + b"\0", folder)


def test_a_file_says_what_is_wrong_with_it(folder: Path) -> None:
    """It is another program's, of another version, or was changed; whoever opens an index knows these errors."""
    whole = written(SMALL)
    with pytest.raises(IndexUnreadable, match="no file of columns"):
        opened(b"PK\3\4" + bytes(100), folder)
    with pytest.raises(ColumnFileDamaged, match="version 2 of the format, not 1"):
        opened(whole[:8] + b"\2" + whole[9:], folder)
    with pytest.raises(ColumnFileDamaged, match=r"body\.gaps changed"):
        opened(whole.replace(bytes(range(70)), bytes(range(1, 71))), folder)


def test_who_needs_few_arrays_checks_few(tmp_path: Path) -> None:
    """What is asked for is checked, and so is that the file is whole; damage elsewhere is left to who reads there."""
    path = tmp_path / "columns"
    path.write_bytes(written(SMALL).replace(bytes(range(70)), bytes(range(1, 71))))
    arrays = ColumnFile.open_in_part(path).arrays
    assert list(arrays) == list(SMALL)
    assert arrays["body.starts"].tolist() == [3, 1, 2]
    for _ in range(2):
        with pytest.raises(ColumnFileDamaged, match=r"body\.gaps changed"):
            arrays["body.gaps"]
    path.write_bytes(written(SMALL)[:-1])
    with pytest.raises(ColumnFileDamaged, match="truncated"):
        ColumnFile.open_in_part(path)


def test_a_file_that_is_not_there_is_not_damaged(tmp_path: Path) -> None:
    """The caller knows whether it must be there."""
    with pytest.raises(FileNotFoundError):
        ColumnFile.open(tmp_path / "columns")


def test_the_checksum_sees_what_changes_places() -> None:
    """Bits, words and pages of memory."""
    array = np.random.default_rng(1).integers(0, 2**62, (5, 512))
    seen = {checksum(array)}
    for one, other in [(0, 1), (1, 4), (0, 4)]:
        pages, words = array.copy(), array.copy()
        pages[[one, other]] = pages[[other, one]]
        words[2, [one, other]] = words[2, [other, one]]
        seen |= {checksum(pages), checksum(words)}
    assert len(seen) == 7


def test_the_checksum_stays_what_it_is() -> None:
    """Else no file of today could be opened tomorrow."""
    assert [checksum(np.arange(n, dtype=np.uint8)) for n in (0, 1, 255)] == [0, 1696784233, 2615674784]
    assert checksum(np.arange(5_000, dtype=np.int32)) == 2728230978
