"""What is short for what, and where a query says it."""

from index.definitions import Definition
from search.parser import Clause, parse
from search.understanding.abbreviations import Abbreviations, abbreviated
from search.understanding.pieces import in_one_piece

KNOWN = Abbreviations(
    [
        Definition("KHCN", "khoa học và công nghệ"),
        Definition("KH&CN", "khoa học và công nghệ"),
        Definition("TP", "thành phố"),
        Definition("TP.HCM", "Thành phố Hồ Chí Minh"),
        Definition("AI", "trí tuệ nhân tạo"),
    ],
    {
        Definition("NHNN", "Ngân hàng Nhà nước"): 10,
        Definition("NHNN", "Ngân hàng nhà nước"): 3,
        Definition("NHNN", "nhà hàng nổi nhỏ"): 1,
        Definition("HSMT", "hồ sơ mời thầu"): 1,
        Definition("TH", "Thanh Hà"): 3,
        Definition("BV", "bệnh viện"): 4,
        Definition("GV", "giảng viên"): 4,
        Definition("GV", "giáo viên"): 60,
    },
)


def said(text: str, *literal: str) -> list[tuple[str, str, list[str]]]:
    """What was typed, what it means, and in which other ways it can be said."""
    found = abbreviated(parse(in_one_piece(text)), text, frozenset(literal), KNOWN)
    return [(how.typed, how.meant, [" ".join(way.syllables) for way in each.others]) for each, how in found]


def test_what_enough_articles_explain_is_known() -> None:
    """In the spelling that most have; one article may be wrong, and two letters may be the initials of a name."""
    assert said("NHNN họp") == [("NHNN", "Ngân hàng Nhà nước", ["ngân hàng nhà nước"])]
    assert said("ngân hàng nhà nước") == [("ngân hàng nhà nước", "NHNN", ["nhnn"])]
    assert said("BV") == [("BV", "bệnh viện", ["bệnh viện"])]
    assert said("HSMT") == said("TH") == []


def test_of_several_meanings_those_count_that_are_not_rare() -> None:
    """Beside the most frequent one, which is named first."""
    assert said("GV") == [("GV", "giáo viên", ["giáo viên"])]


def test_the_longest_is_meant() -> None:
    """`TP.HCM` is a city, not just any; and what is one piece for the reader is one for us."""
    assert said("TP.HCM") == [("TP.HCM", "Thành phố Hồ Chí Minh", ["thành phố hồ chí minh"])]
    assert said("ubnd tp hcm và thanh pho huế") == [
        ("tp hcm", "Thành phố Hồ Chí Minh", ["thành phố hồ chí minh"]),
        ("thanh pho", "TP", ["tp"]),
    ]


def test_all_ways_to_say_it_are_looked_for() -> None:
    """Also another short form of the same."""
    assert said("kh&cn") == [("kh&cn", "khoa học và công nghệ", ["khoa học và công nghệ", "khcn"])]


def test_an_ordinary_syllable_must_be_in_capitals() -> None:
    """And is never looked for itself: an index doesn't tell `AI` from `ai`."""
    assert said("AI") == said("bàn về AI") == [("AI", "trí tuệ nhân tạo", ["trí tuệ nhân tạo"])]
    assert said("ai") == said("BÀN VỀ AI") == said("trí tuệ nhân tạo") == []


def test_what_is_more_than_plain_words_is_not_touched() -> None:
    """What is quoted, a beginning, a filter, what must not be there, words apart, and what is meant as it is."""
    for text in ('"KHCN"', "khcn*", "unit:KHCN", "-KHCN", "khoa học và đời sống công nghệ", "thành title:phố"):
        assert said(text) == []
    assert said("KHCN", "khcn") == []


def test_a_title_is_asked_for_in_other_words() -> None:
    """The other ways must stand in the title, too."""
    [(each, _)] = abbreviated(parse("title:KHCN"), "title:KHCN", frozenset(), KNOWN)
    assert each.clauses == (Clause(("khcn",), "title"),)
    assert {other.field for other in each.others} == {"title"}
