"""What the pages say that does not stand in a template: names, and what went wrong. Written in Vietnamese; `translated`
marks what the catalogues of other languages hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.results import Kind, Relaxation, Understood
from web.languages import Language
from web.schemas import RANGE_REVERSED

if TYPE_CHECKING:  # they speak of errors, which speak in these words
    from web.links import Chip


def translated(message: str) -> str:
    """The message itself. That it stands here is seen by who collects messages for translation."""
    return message


FACETS: Mapping[str, str] = {
    "date": translated("Năm"),
    "author": translated("Tác giả"),
    "tag": translated("Chủ đề"),
    "unit": translated("Đơn vị"),
}

PERIODS = (translated("Năm"), translated("Tháng"), translated("Ngày"))

SORTS: Mapping[str, str] = {
    "relevance": translated("Liên quan nhất"),
    "newest": translated("Mới nhất"),
    "oldest": translated("Cũ nhất"),
}

RELAXED: Mapping[str, str] = {
    Relaxation.TONES: translated(
        "Không có bài nào khớp đúng các dấu đã gõ. Dưới đây là kết quả có thể thêm dấu hoặc khác dấu thanh."
    ),
    Relaxation.MARKS: translated("Không có bài nào khớp đúng các dấu đã gõ. Dưới đây là kết quả không phân biệt dấu."),
    Relaxation.WORDS: translated("Không có bài nào chứa đủ tất cả các từ. Dưới đây là những bài chứa nhiều từ nhất."),
}
"""What was loosened when nothing was found otherwise → how it is explained above the results."""

UNDERSTOOD: Mapping[str, str] = {
    Kind.KEYSTROKES: translated("Bộ gõ"),
    Kind.MARKS: translated("Thiếu dấu"),
    Kind.SPELLING: translated("Chính tả"),
    Kind.ABBREVIATION: translated("Viết tắt"),
    Kind.DATES: translated("Thời gian"),
}
"""In which way a piece of the query was understood → what the page calls it."""

PARAMETERS: Mapping[str, tuple[str, str]] = {
    "q": (translated("Từ cần tìm"), translated("chỉ được dài tối đa 512 ký tự.")),
    "page": (translated("Trang"), translated("phải là số nguyên từ 1 trở lên.")),
    "per_page": (translated("Số kết quả mỗi trang"), translated("phải là số nguyên từ 1 đến 100.")),
    "cursor": (translated("Vị trí xem tiếp"), translated("không còn dùng được. Hãy xem lại từ trang đầu.")),
    "sort": (translated("Thứ tự sắp xếp"), translated("phải là Liên quan nhất, Mới nhất hoặc Cũ nhất.")),
    "from": (translated("Từ ngày"), translated("phải là một ngày có thật, viết như 27/12/2021.")),
    "to": (translated("Đến ngày"), translated("phải là một ngày có thật, viết như 27/12/2021.")),
    "date": (
        translated("Thời gian"),
        translated("phải là năm, tháng hoặc ngày có thật, viết như 2021, 2021-12 hoặc 2021-12-27."),
    ),
    "facets": (translated("Nhóm bộ lọc"), translated("chỉ có thể là Năm, Tác giả, Chủ đề hoặc Đơn vị.")),
    "facet_size": (translated("Số giá trị mỗi bộ lọc"), translated("phải là số nguyên từ 1 đến 1000.")),
}
"""Parameter → what the pages call it, and what it has to be like."""

RANGE_RULE = translated("không hợp lệ: “Từ ngày” đang ở sau “Đến ngày”.")


@dataclass(frozen=True, slots=True)
class Apology:
    """What an error page says first."""

    heading: str
    explanation: str


APOLOGIES: Mapping[int, Apology] = {
    400: Apology(translated("Chưa thể tìm kiếm"), translated("Yêu cầu có chỗ chưa đúng:")),
    404: Apology(translated("Không tìm thấy trang này"), translated("Địa chỉ có thể đã thay đổi hoặc bị gõ sai.")),
    405: Apology(
        translated("Không hỗ trợ thao tác này"), translated("Trang này chỉ để xem, không nhận dữ liệu gửi đến.")
    ),
    414: Apology(
        translated("Yêu cầu quá dài"), translated("Mời bạn rút ngắn từ cần tìm hoặc bỏ bớt bộ lọc rồi tìm lại.")
    ),
    429: Apology(translated("Bạn đang tìm quá nhanh"), translated("Mời bạn đợi ít giây rồi tải lại trang.")),
    503: Apology(
        translated("Tạm thời chưa tra cứu được"),
        translated("Kho bài viết chưa sẵn sàng. Mời bạn quay lại sau ít phút."),
    ),
}

ARTICLE_MISSING = Apology(
    translated("Không tìm thấy bài viết này"),
    translated("Bài viết có thể không còn trong kho, hoặc địa chỉ bị gõ sai. Mời bạn tìm theo tên bài ở ô phía trên."),
)

UNEXPECTED = Apology(
    translated("Có lỗi xảy ra"), translated("Lỗi đã được ghi lại để khắc phục. Mời bạn thử lại sau ít phút.")
)


@dataclass(frozen=True, slots=True)
class WrongParameter:
    """A parameter that can't be understood; label and rule are messages."""

    name: str
    label: str
    given: str
    rule: str


def apology(status: int | None) -> Apology:
    """What to say when a request ends with this HTTP status."""
    return APOLOGIES.get(status or 500, UNEXPECTED)


def wrong_parameters(
    errors: Mapping[str, Sequence[str]], given: Mapping[str, str], longest: int = 60
) -> tuple[WrongParameter, ...]:
    """Say for people what the API says for programs; what was given is cut after `longest` characters."""
    wrong = []
    for name, messages in errors.items():
        label, rule = PARAMETERS[name]
        value = given.get(name, "")
        shown = value if len(value) <= longest else value[:longest] + "…"
        wrong.append(WrongParameter(name, label, shown, RANGE_RULE if RANGE_REVERSED in messages else rule))
    return tuple(wrong)


def facet_name(language: Language, facet: str, value: str = "") -> str:
    """What a facet is called; of the facet `date`, whether `value` is a year, a month or a day."""
    name = PERIODS[value.count("-")] if facet == "date" else FACETS[facet]
    return language.say(name)


def facet_value(language: Language, value: str, facet: str) -> str:
    """A facet's value as people read it: the period 2021-12 is 12/2021."""
    return language.period(value) if facet == "date" else value


def sort_name(language: Language, sort: str) -> str:
    """What an order is called."""
    return language.say(SORTS[sort])


def meant(language: Language, piece: Understood) -> str:
    """What a piece of the query was understood as: of a time its first and its last day, one if they are the same."""
    if piece.kind is not Kind.DATES:
        return piece.meant
    first, last = (language.period(day) if day else "" for day in piece.meant.split(".."))
    if first == last:
        return first
    if first and last:
        return f"{first} – {last}"
    return language.say("từ %(day)s", day=first) if first else language.say("đến %(day)s", day=last)


def relaxed_how(language: Language, relaxed: Relaxation) -> str:
    """How far the search was relaxed, explained."""
    return language.say(RELAXED[relaxed])


def understood_how(language: Language, piece: Understood) -> str:
    """In which way a piece of the query was understood."""
    return language.say(UNDERSTOOD[piece.kind])


def chip_name(language: Language, chip: Chip) -> str:
    """What kind of filter it is that is on."""
    if isinstance(chip.value, str):
        return facet_name(language, chip.parameter, chip.value)
    return language.say(PARAMETERS[chip.parameter][0])


def chip_value(language: Language, chip: Chip) -> str:
    """What the filter lets through."""
    return (
        facet_value(language, chip.value, chip.parameter) if isinstance(chip.value, str) else language.day(chip.value)
    )


WORDS = (facet_name, facet_value, sort_name, meant, relaxed_how, understood_how, chip_name, chip_value)
"""What templates use as filters, once they are given a language."""
