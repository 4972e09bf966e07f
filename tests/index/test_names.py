"""Which spellings are one name."""

import unicodedata

from index.names import best_spelling, each_once, identity


def test_case_composition_tone_placement_dashes_and_blanks_make_no_other_name() -> None:
    """A full stop behind it doesn't, either."""
    spellings = (
        "Ban Hoà giải – Tổ chức",
        "BAN HÒA GIẢI - TỔ CHỨC.",
        " ban  hòa giải tổ chức",
        "Ban Hòa giải\u200b — Tổ chức",
    )
    assert len({identity(unicodedata.normalize(form, each)) for each in spellings for form in ("NFC", "NFD")}) == 1


def test_marks_letters_and_other_signs_make_another_name() -> None:
    """`C++` is not `C`, and what is only signs is itself."""
    assert len(set(map(identity, ("C", "C++", "C#", "Lan", "Lân", "...", "-", "")))) == 8


def test_the_most_frequent_spelling_is_shown_but_for_lines_of_capitals() -> None:
    """Capitals are no better for being used often; an abbreviation is no line."""
    assert best_spelling({"Bộ Công Thương": 3, "Bộ công thương": 2, "BỘ CÔNG THƯƠNG": 9}) == "Bộ Công Thương"
    assert best_spelling({"COVID-19": 5, "Covid-19": 3}) == "COVID-19"


def test_of_several_spellings_of_one_document_the_first_counts() -> None:
    """A document has a value once."""
    assert each_once(["Họp", "hop", "HỌP", "hội"]) == ("Họp", "hop", "hội")
