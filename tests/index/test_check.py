"""`tracuu check`: an index that is whole passes, and nothing else does."""

from __future__ import annotations

import ast
import pickletools
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.article import Article
from index.columns.file import ColumnFile, write
from index.columns.records import RecordColumn
from index.errors import IndexUnreadable
from index.fields import INDEX_NAME
from index.settings import Settings
from index.store import open_store
from search.engine import open_engine
from search.query import SearchQuery
from tests.articles import ARTICLES
from web.cli import main

Arrays = dict[str, NDArray[Any]]


def make_index(folder: Path, *commits: tuple[Article, ...]) -> Path:
    """An index of commits that follow on one another."""
    with open_store(Settings(index=folder)) as store:
        for articles in commits:
            for article in articles:
                store.put(article)
            store.commit()
    return folder


LATER = Article(id="moi", title="Bài mới", body="Hội nghị khoa học biển.", authors=("Trần Bình",))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two segments of four and two documents; one of the first is replaced by one of the second."""
    return make_index(
        tmp_path_factory.mktemp("made") / "index", ARTICLES, (LATER, replace(ARTICLES[2], title="Thông báo mới"))
    )


@pytest.fixture
def index(made: Path, tmp_path: Path) -> Path:
    """A copy to be damaged."""
    shutil.copytree(made, tmp_path / "index")
    return tmp_path / "index"


def check(folder: Path) -> Result:
    return CliRunner().invoke(main, ["check", "--index", str(folder)], catch_exceptions=False)


def assert_named(result: Result, *paths: Path) -> None:
    """These files are named with the remedy, no others are, and the exit code says so."""
    assert result.exit_code == 1
    assert "is whole" not in result.stdout
    named = {line.removeprefix("Error: ").partition(" can't be used")[0] for line in result.stderr.splitlines()}
    assert named == {str(path) for path in paths}
    assert all("--replace-all" in line for line in result.stderr.splitlines())


def rewritten(path: Path, change: Callable[[Arrays], object]) -> Path:
    """Writes a file of columns anew, checksums and all, after `change` was done to its arrays."""
    arrays = {name: array.copy() for name, array in ColumnFile.open(path).arrays.items()}
    change(arrays)
    path.unlink()  # what is mapped must not change
    with path.open("wb") as file:
        write(file, arrays)
    return path


def larger(index: Path, suffix: str) -> Path:
    """The file of the segment of four documents."""
    return max(index.glob(f"*{suffix}"), key=lambda path: path.stat().st_size)


# ── what is whole ──


def test_a_whole_index_passes(index: Path) -> None:
    """What was checked is listed: segments, documents, postings, articles."""
    result = check(index)
    assert result.exit_code == 0
    assert not result.stderr
    assert "2 segments" in result.stdout
    assert "4 documents" in result.stdout
    assert "5 articles, each of them once" in result.stdout
    assert f"{index} is whole" in result.stdout


def test_an_index_without_articles_passes(tmp_path: Path) -> None:
    """Also one whose only article has no words."""
    assert check(make_index(tmp_path / "empty", ())).exit_code == 0
    assert check(make_index(tmp_path / "wordless", (Article(id="1", title="", body="…"),))).exit_code == 0


def test_odd_texts_pass(tmp_path: Path) -> None:
    """Syllables too long or very far apart, ids of any kind, articles put twice."""
    texts = ("a" * 5_000, "hội" + " " * 400 + "nghị", "𠀀 việt\u0301 ﬁ\n\n– 30/2020/NĐ-CP", "\r\n")
    articles = tuple(
        Article(id=f"{number}/{text[:3]}", title=text, summary=text, body=text) for number, text in enumerate(texts)
    )
    assert check(make_index(tmp_path / "odd", articles * 2, articles[:1])).exit_code == 0


def test_no_index_is_not_a_whole_index(tmp_path: Path) -> None:
    """The folder is named, and how to make an index."""
    result = check(tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "There is no index" in result.stderr


# ── what is damaged ──


def flip(path: Path, at: int | None = None, change: int = 0x10) -> None:
    """Changes the byte `at`, or the one in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2 if at is None else at] ^= change
    path.unlink()  # what is mapped must not change
    path.write_bytes(content)


def cut(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: len(content) // 2])


def empty(path: Path) -> None:
    path.unlink()
    path.touch()


def lengthen(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\0")


@pytest.mark.parametrize("suffix", ["toc", "post", "doc"])
@pytest.mark.parametrize("damage", [flip, cut, empty, lengthen])
def test_a_damaged_file_is_named(damage: Callable[[Path], None], suffix: str, index: Path) -> None:
    """A changed byte, a missing end, nothing at all, a byte too many; the other files are not accused."""
    path = larger(index, suffix)
    damage(path)
    assert_named(check(index), path)


@pytest.mark.parametrize("suffix", ["post", "doc"])
def test_a_missing_file_is_named(suffix: str, index: Path) -> None:
    """By the name that it should have."""
    path = larger(index, suffix)
    path.unlink()
    assert_named(check(index), path)


def test_a_missing_table_of_contents_is_named(index: Path) -> None:
    """Segments that nothing lists are no index, but they were one."""
    (contents,) = index.glob("*.toc")
    contents.unlink()
    assert_named(check(index), index / f"_{INDEX_NAME}_?.toc")


def test_every_damaged_file_is_named(index: Path) -> None:
    """One doesn't hide another."""
    paths = [*index.glob("*.post"), *index.glob("*.doc")]
    for path in paths:
        flip(path)
    assert_named(check(index), *paths)


@pytest.mark.parametrize("suffix", ["post", "doc"])
def test_swapped_files_are_named(suffix: str, index: Path) -> None:
    """Each is whole, but not of its segment."""
    one, other = sorted(index.glob(f"*.{suffix}"))
    one.rename(index / "aside")
    other.rename(one)
    (index / "aside").rename(other)
    assert_named(check(index), one, other)


@pytest.mark.parametrize("suffix", ["post", "doc"])
def test_a_file_of_another_index_is_named(suffix: str, index: Path, tmp_path: Path) -> None:
    """Also when both have as many documents of the same lengths, as after restoring half a backup."""
    same_shape = make_index(tmp_path / "other", tuple(replace(article, id=f"x-{article.id}") for article in ARTICLES))
    shutil.copy(larger(same_shape, suffix), larger(index, suffix))
    result = check(index)
    assert result.exit_code == 1
    assert larger(index, "post").stem in result.stderr


def test_an_index_of_another_version_is_named(index: Path) -> None:
    """It isn't whole, but there is nothing to repair either."""
    (contents,) = index.glob("*.toc")
    contents.rename(index / "_tracuu1_1.toc")
    assert "made by another version" in check(index).stderr


# ── what is written wrong ──


def set_to(name: str, at: int, value: int) -> Callable[[Arrays], object]:
    return lambda arrays: arrays[name].__setitem__(at, value)


def swap_terms(arrays: Arrays) -> None:
    """Two letters of the word that the list of all terms begins with."""
    terms = arrays["text.terms"]
    terms[:] = terms[::-1].copy()


def drop(name: str) -> Callable[[Arrays], object]:
    return lambda arrays: arrays.pop(name)


def drop_field(name: str) -> Callable[[Arrays], object]:
    return lambda arrays: [arrays.pop(each) for each in list(arrays) if each.startswith(f"{name}.")]


def shorten(name: str) -> Callable[[Arrays], object]:
    return lambda arrays: arrays.update({name: arrays[name][:-1]})


def reverse(name: str) -> Callable[[Arrays], object]:
    return lambda arrays: arrays.update({name: arrays[name][::-1]})


POSTINGS_WRONG = {
    "terms out of order": (swap_terms, "stands behind|can't be found"),
    "a term in the wrong bucket": (lambda arrays: np.copyto(arrays["word.bucket_terms"], 0), "can't be found"),
    "a document too far": (set_to("text.gaps", 0, 200), "in a document that the segment doesn't have"),
    "a document twice": (lambda arrays: np.copyto(arrays["text.gaps"], 0), "don't ascend"),
    "a count of nothing": (lambda arrays: np.copyto(arrays["word.count_nibbles"], 0), "less than once"),
    "more counts than positions": (set_to("text.count_nibbles", 0, 0xEE), "don't match their positions"),
    "positions out of order": (reverse("text.position_bytes"), "the positions of '.*' don't ascend"),
    "a position too far": (set_to("title.position_bytes", 0, 250), "beyond the end"),
    "an empty list": (set_to("text.posting_starts", 1, 0), "text"),
    "no titles": (drop_field("title"), "no lists of the field title"),
    "no ids": (drop_field("id"), "document 0 has 0 ids"),
    "another id": (set_to("id.terms", 0, ord("C")), "columns are of another article"),
    "half a field": (drop("text.count_nibbles"), "text doesn't decode"),
    "a column too short": (shorten("text.gaps"), "text"),
}


@pytest.mark.parametrize(("change", "message"), POSTINGS_WRONG.values(), ids=POSTINGS_WRONG)
def test_posting_lists_that_make_no_sense_are_named(
    change: Callable[[Arrays], object], message: str, index: Path
) -> None:
    """Checksums only say that they are what was written."""
    path = rewritten(larger(index, ".post"), change)
    result = check(index)
    assert_named(result, path)
    assert re.search(message, result.stderr)


def same_author_twice(arrays: Arrays) -> None:
    arrays["author.values"] = np.frombuffer(b"LanLan", np.uint8)
    arrays["author.value_offsets"] = np.array([0, 3, 6], np.uint32)


DOCUMENTS_WRONG = {
    "a column too short": (shorten("published"), "the column published"),
    "no column": (drop("rank_key"), "no column rank_key"),
    "a column of another type": (
        lambda arrays: arrays.update(text_length=arrays["text_length"].astype(np.int64)),
        "the column text_length",
    ),
    "a facet code too high": (set_to("tag.codes", 0, 99), "tag has the code 99"),
    "facet values of no document": (set_to("author.offsets", 1, 9), "the column author"),
    "facet values without a column": (drop("unit.values"), "no column unit.values"),
    "a facet value that is no text": (set_to("unit.values", 0, 0xFF), "a value of unit is no text"),
    "facet values that overlap": (set_to("tag.value_offsets", 1, 99), "don't make up their text"),
    "a value twice": (same_author_twice, "a value of author has two codes"),
    "a record that is none": (set_to("records.frames", 6, 0xFF), "stored record of document 0 is damaged"),
    "too few records": (shorten("records.offsets"), "stored records of 4 documents"),
    "lengths of other titles": (reverse("title_length"), "another length than its columns"),
    "lengths of other texts": (reverse("text_length"), "another length than its columns"),
}


@pytest.mark.parametrize(("change", "message"), DOCUMENTS_WRONG.values(), ids=DOCUMENTS_WRONG)
def test_columns_and_records_that_make_no_sense_are_named(
    change: Callable[[Arrays], object], message: str, index: Path
) -> None:
    """The file of posting lists may be named beside it: one of the two is wrong."""
    path = rewritten(larger(index, ".doc"), change)
    result = check(index)
    assert result.exit_code == 1
    assert f"{path} can't be used: " in result.stderr
    assert message in result.stderr


def test_an_article_alive_twice_is_named(made: Path, index: Path) -> None:
    """As when the table of contents forgot that its older version is deleted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.columns.codec.ColumnSegment.deleted_docs", lambda _: iter(()))
        result = check(index)
    (contents,) = index.glob("*.toc")
    assert_named(result, contents)
    assert "'covid' is there twice" in result.stderr


def test_a_deleted_document_that_is_none_is_named(index: Path) -> None:
    """As when the table of contents is that of another index."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.columns.codec.ColumnSegment.deleted_docs", lambda _: iter((2, 9)))
        result = check(index)
    (contents,) = index.glob("*.toc")
    assert_named(result, contents)
    assert "documents are deleted which" in result.stderr


# ── whatever byte it is ──


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_changed_byte_goes_unseen(data: st.DataObject, made: Path, tmp_path: Path) -> None:
    """Wherever it is, `check` names the file, and a search says what is damaged instead of answering from it."""
    damaged = tmp_path / "damaged"
    shutil.rmtree(damaged, ignore_errors=True)
    shutil.copytree(made, damaged)
    path = data.draw(st.sampled_from(sorted(each for each in damaged.iterdir() if each.stat().st_size)))
    flip(path, data.draw(st.integers(0, path.stat().st_size - 1)), data.draw(st.integers(1, 255)))
    assert_named(check(damaged), path)
    with pytest.raises(IndexUnreadable, match="--replace-all"):
        open_engine(damaged).search(SearchQuery(text="hội nghị"))


# ── no pickles ──


def test_no_file_of_ours_is_a_pickle(index: Path) -> None:
    """Segments are numbers and text. Only Whoosh's table of contents holds pickles, sealed."""
    for path in [*index.glob("*.post"), *index.glob("*.doc")]:
        assert not is_pickle(path.read_bytes())
        arrays = ColumnFile.open(path).arrays
        assert {array.dtype.kind for array in arrays.values()} <= set("iu")
        for document in range(len(arrays.get("rank_key", ()))):
            assert not is_pickle(RecordColumn(arrays).raw(document))


def is_pickle(content: bytes) -> bool:
    """Whether `pickle.load` would find instructions in it up to the end of them."""
    try:
        return any(opcode.name == "STOP" for opcode, _, _ in pickletools.genops(content))
    except (ValueError, UnicodeError):
        return False


def test_only_the_reader_of_pyvis_model_knows_pickle() -> None:
    """No other module imports what runs code that it finds in data."""
    root = Path(__file__).parents[2]
    modules = [path for package in ("index", "search", "web") for path in (root / package).rglob("*.py")]
    users = {path.relative_to(root).as_posix() for path in modules if _imported(path) & UNSAFE}
    assert users == {"index/vietnamese/crf.py"}  # which refuses every class but the model's


UNSAFE = {"pickle", "_pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}


def _imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names
