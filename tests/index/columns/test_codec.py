"""The index as Whoosh itself reads it: its searcher is the oracle for ours."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import index as whoosh_index
from whoosh import query
from whoosh.query import Phrase
from whoosh.reading import IndexReader

from index import record
from index.analysis import PART_GAP
from index.article import Article
from index.fields import INDEX_NAME
from index.settings import Settings
from index.store import open_store
from index.vietnamese.fold import term
from search.engine import open_engine
from search.query import SearchQuery

WORDS = ["hội", "nghị", "viện", "đất", "năm"]  # marked, so that each stands for itself
TEXT = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
ARTICLE = st.builds(Article, id=st.sampled_from("abcdefgh"), title=TEXT, body=TEXT)
COMMITS = st.lists(st.lists(ARTICLE, max_size=5), min_size=1, max_size=4)
CLAUSE = st.lists(st.sampled_from(WORDS[:4]), min_size=1, max_size=3)


def asked_of_whoosh(clauses: list[list[str]]) -> query.Query:
    """All clauses, those of several words as phrases."""
    terms = [[term(word) for word in words] for words in clauses]
    return query.And([query.Term("text", words[0]) if len(words) == 1 else Phrase("text", words) for words in terms])


def ids(reader: IndexReader, docnums: set[int]) -> set[str]:
    return {record.load(reader.stored_fields(docnum)["article"]).id for docnum in docnums}


@settings(max_examples=60, deadline=None)
@given(COMMITS, st.lists(CLAUSE, min_size=1, max_size=3))
def test_whoosh_finds_what_our_engine_finds(commits: list[list[Article]], clauses: list[list[str]]) -> None:
    """Words and phrases, over several segments, merged ones, deleted and replaced articles."""
    with tempfile.TemporaryDirectory() as folder:
        for commit in commits:
            with open_store(Settings(index=Path(folder))) as store:
                for article in commit:
                    store.put(article)
                store.delete("a")
                store.commit()
        typed = " ".join(f'"{" ".join(words)}"' for words in clauses)
        results = open_engine(Path(folder)).search(SearchQuery(text=typed, per_page=100))
        ours = set() if results.query.relaxed else {hit.article.id for hit in results.hits}
        with whoosh_index.open_dir(folder, INDEX_NAME).searcher() as searcher:
            docnums = set(searcher.docs_for_query(asked_of_whoosh(clauses)))
            assert ids(searcher.reader(), docnums) == ours


def test_whoosh_reads_terms_lengths_and_columns(tmp_path: Path) -> None:
    """What its readers offer comes from the columns."""
    article = Article(id="1", title="Hội nghị", body="Hội trường", tags=("họp", "lớn"))
    with open_store(Settings(index=tmp_path)) as store:
        store.put(article)
        store.commit()
    with whoosh_index.open_dir(str(tmp_path), INDEX_NAME).reader() as reader:
        assert sorted(reader.field_terms("text")) == ["hoi hội", "nghi nghị", "truong trường"]
        assert reader.frequency("text", "hoi hội") == 2
        assert reader.doc_frequency("text", "hoi hội") == 1
        assert reader.doc_field_length(0, "text") == 4
        assert reader.column_reader("tag")[0] == ("họp", "lớn")
        assert list(reader.postings("text", "hoi hội").items_as("positions")) == [(0, [0, 2 + 2 * PART_GAP])]
