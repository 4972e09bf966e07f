"""Who signs an article: the people in what its source says of its authors.

`GS.TS. Mai Lan`, `Bài: MAI LAN` and `Mai Lan (tổng hợp)` are one person, `GS, TS Mai Lan - ThS. Hồng Nhung` are two;
`Ban Thông tin và Truyền thông` and `PV` stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

from index.names import each_once, visible
from index.vietnamese.fold import fold
from index.vietnamese.normalise import nfc
from index.vietnamese.syllables import syllables


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",")]


# Degrees, honours and offices as they are abbreviated, with or without full stops between the letters. None of them can
# be read as a syllable, so case doesn't matter.
_ABBREVIATED = _listed("""
    GS, PGS, TS, TSKH, ThS, CN, KS, KTS, BS, BSNT, BSCK, BSCKI, BSCKII, CKI, CKII, CK1, CK2, DS, ĐD, LS, VS, NCS, GSTS,
    PGSTS, NGND, NGƯT, NSND, NSƯT, NNND, NNƯT, TTND, TTƯT, NSNA, AHLĐ, PV, BTV, CTV, HLV, Dr, Prof, Mr, Mrs, Ms, MSc,
    PhD
""")

# The same in full, and how people are spoken of. They stand before a name.
_IN_FULL = _listed("""
    giáo sư, phó giáo sư, tiến sĩ, tiến sỹ, tiến sĩ khoa học, thạc sĩ, thạc sỹ, cử nhân, kỹ sư, kĩ sư, kiến trúc sư,
    bác sĩ, bác sỹ, dược sĩ, dược sỹ, điều dưỡng, luật sư, viện sĩ, nghiên cứu sinh, nhà giáo nhân dân, nhà giáo ưu tú,
    nghệ sĩ, nghệ sĩ nhân dân, nghệ sĩ ưu tú, thầy thuốc nhân dân, thầy thuốc ưu tú, đồng chí, đ/c, nhà báo, nhà văn,
    nhà thơ, nhà nghiên cứu, phóng viên, biên tập viên, cộng tác viên, cô giáo, thầy giáo, đại tướng, thượng tướng,
    trung tướng, thiếu tướng, đại tá, thượng tá, trung tá, thiếu tá, đại úy, thượng úy, trung úy, thiếu úy, theo
""")
_BEFORE_FULL_NAMES = ("ông", "bà")
"""They stand before two syllables and more; `Bà Triệu` is a name."""

_DONE = _listed("""
    tin, bài, bài viết, ảnh, hình ảnh, video, clip, đồ họa, đồ hoạ, tác giả, nhóm tác giả, người viết, thực hiện,
    người thực hiện, biên tập, biên soạn, tổng hợp, dịch, lược dịch, biên dịch, nguồn, bút danh, trình bày, chủ biên,
    phóng viên, pv, btv, ctv
""")
"""What people do to an article, as it stands before a colon (`Tin, ảnh: …`)."""

_DONE_BEHIND = "tổng hợp|thực hiện|lược dịch|biên dịch|biên soạn|sưu tầm|lược ghi"
"""The same behind a name; crawlers glue it to the name (`Mai Lantổng hợp`)."""

_NOBODY = {"unknown", "n/a", "none", "null", "không rõ", "chưa rõ", "không có"}
"""What sources write where they know of nobody."""

_OF_INSTITUTIONS = _listed("""
    ban, bộ, viện, phòng, sở, vụ, cục, ủy, uỷ, báo, đài, tạp, hội, học, trung, văn, nhà, tổng, trường, giám, phó,
    trưởng, chủ, nguyên, khoa, đại, công, nhóm, các, cộng
""")
"""First syllables of institutions, offices and `cộng sự`; some of them begin names of people, too."""

_MOST_SYLLABLES = 6
"""What is longer is no name of a person."""

_AROUND = " .,;:|*•\"'“”-–—_"


def _alternatives(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_LABEL = re.compile(
    rf"(?<!\w)(?:{_alternatives(_DONE)})(?:\s?(?:,|và|&|\+|-|/)\s?(?:{_alternatives(_DONE)}))*\s?:", re.IGNORECASE
)
_NOTE = re.compile(r"[(\[][^()\[\]]*(?:[)\]]|$)")
_NOTE_BEHIND = re.compile(rf"(?:{_DONE_BEHIND})[\s.]*$")
_SEPARATOR = re.compile(r"\s?[;,|&+]\s?|\s[-–—/]\s?|[-–—]\s|[–—]|(?<=\w\w)/(?=\w\w)|\svà\s", re.IGNORECASE)
_TITLE = re.compile(
    rf"""
    (?: (?:{"|".join(r"[.]?".join(letters) for letters in sorted(_ABBREVIATED, key=len, reverse=True))}) (?!\w)
      | (?:{_alternatives(_IN_FULL)}) (?=[\s.]+\w|$)
      | (?:{"|".join(_BEFORE_FULL_NAMES)}) (?=\s\w+\s\w)
    ) [\s.,–-]*
    """,
    re.VERBOSE | re.IGNORECASE,
)


def people(authors: Iterable[str]) -> tuple[str, ...]:
    """The people who sign an article with these authors, each once, in their order."""
    return each_once(chain.from_iterable(map(signed, authors)))


@lru_cache(maxsize=1 << 15)
def signed(author: str) -> tuple[str, ...]:
    """The people in one author's name as a source gives it: without titles, in one spelling of case and blanks.

    What can't be told to be several people stays one; nobody, if the source says that it knows of none."""
    given = " ".join(nfc(visible(author)).split())
    if not given or given.lower() in _NOBODY:
        return ()
    text = _NOTE_BEHIND.sub("", _NOTE.sub(" ", given)).strip() or given.strip("()[] ")
    text = _LABEL.sub(";", text).strip(_AROUND) or given
    pieces = [name for piece in _SEPARATOR.split(text) if (name := _untitled(piece))]
    in_one_case = text.isupper() or text.islower()
    names = [name for name in pieces if name is pieces[0] or not _is_aside(name, in_one_case=in_one_case)]
    if len(names) > 1 and not _are_names(names, in_one_case=in_one_case):
        names = [_untitled(text)]
    return tuple(_in_mixed_case(name) for name in names) or (given,)


def without_titles(typed: Sequence[str]) -> Sequence[str]:
    """What is left of the syllables of a name, in normal form, when titles in front of it are taken off."""
    for size in range(min(_LONGEST_TITLE, len(typed) - 1), 0, -1):
        if tuple(typed[:size]) in _TITLE_FORMS:
            return without_titles(typed[size:])
    return typed


def _untitled(piece: str) -> str:
    """A piece without the titles in front of it; nothing, if it is nothing else."""
    piece = piece.strip(_AROUND)
    while title := _TITLE.match(piece):
        piece = piece[title.end() :].strip(_AROUND)
    return piece


def _is_aside(piece: str, *, in_one_case: bool) -> bool:
    """Whether a piece behind a name says where the person works or may be written to."""
    return "@" in piece or (_of_institution(piece) and not _is_name(piece, in_one_case=in_one_case))


def _are_names(pieces: Sequence[str], *, in_one_case: bool) -> bool:
    """Whether the pieces of a string are each a person, or a source, of its own."""
    # `Nguyen, Van A` is one person; pen names of one syllable are people where they stand among others.
    whole = len(pieces) > 2 or all(" " in piece or (piece.isupper() and len(piece) > 2) for piece in pieces)
    return whole and all(
        _is_name(piece, in_one_case=in_one_case) and not (in_one_case and _of_institution(piece)) for piece in pieces
    )


def _is_name(piece: str, *, in_one_case: bool) -> bool:
    words = piece.split()
    return len(words) <= _MOST_SYLLABLES and all(
        word[0].isalpha() and (in_one_case or word[0].isupper()) and not any(map(str.isdigit, word)) for word in words
    )


def _of_institution(piece: str) -> bool:
    return piece.split(maxsplit=1)[0].lower() in _OF_INSTITUTIONS


def _in_mixed_case(name: str) -> str:
    """A name that is all in capitals, or all in small letters, as names are written."""
    words = name.split(" ")
    if name not in (name.upper(), name.lower()) or len(words) == 1 or _of_institution(name):
        return name
    return " ".join(word.capitalize() for word in words) if all(map(str.isalpha, words)) else name


def _forms(titles: Iterable[str]) -> set[tuple[str, ...]]:
    """The syllables of titles, with and without their marks."""
    marked = {tuple(syllables(title).forms) for title in titles}
    return marked | {tuple(map(fold, forms)) for forms in marked}


_TITLE_FORMS = _forms([*_IN_FULL, *_BEFORE_FULL_NAMES, *_ABBREVIATED, *map(".".join, _ABBREVIATED), "Th.S"])
_LONGEST_TITLE = max(map(len, _TITLE_FORMS))
