"""What the pages say in Vietnamese that does not stand in a template: names, dates, numbers, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask

from index.dates import LOCAL_ZONE
from search.results import Kind, Understood
from web.schemas import RANGE_REVERSED

FACETS: Mapping[str, str] = {"date": "Năm", "author": "Tác giả", "tag": "Chủ đề", "unit": "Đơn vị"}

PERIODS = ("Năm", "Tháng", "Ngày")

SORTS: Mapping[str, str] = {"relevance": "Liên quan nhất", "newest": "Mới nhất", "oldest": "Cũ nhất"}


def _or(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} hoặc {last}"


PARAMETERS: Mapping[str, tuple[str, str]] = {
    "q": ("Từ cần tìm", "chỉ được dài tối đa 512 ký tự."),
    "page": ("Trang", "phải là số nguyên từ 1 trở lên."),
    "per_page": ("Số kết quả mỗi trang", "phải là số nguyên từ 1 đến 100."),
    "cursor": ("Vị trí xem tiếp", "không còn dùng được. Hãy xem lại từ trang đầu."),
    "sort": ("Thứ tự sắp xếp", f"phải là {_or(SORTS.values())}."),
    "from": ("Từ ngày", "phải là một ngày có thật, viết như 27/12/2021."),
    "to": ("Đến ngày", "phải là một ngày có thật, viết như 27/12/2021."),
    "date": ("Thời gian", "phải là năm, tháng hoặc ngày có thật, viết như 2021, 2021-12 hoặc 2021-12-27."),
    "facets": ("Nhóm bộ lọc", f"chỉ có thể là {_or(FACETS.values())}."),
    "facet_size": ("Số giá trị mỗi bộ lọc", "phải là số nguyên từ 1 đến 1000."),
}
"""Parameter → what the pages call it, and what it has to be like."""

RANGE_RULE = "không hợp lệ: “Từ ngày” đang ở sau “Đến ngày”."


@dataclass(frozen=True, slots=True)
class Apology:
    """What an error page says first."""

    heading: str
    explanation: str


APOLOGIES: Mapping[int, Apology] = {
    400: Apology("Chưa tìm được", "Yêu cầu có chỗ chưa đúng nên chưa thể tìm:"),
    404: Apology("Không tìm thấy trang này", "Địa chỉ có thể đã thay đổi hoặc bị gõ sai."),
    405: Apology("Không dùng được cách này", "Trang này chỉ để xem, không nhận dữ liệu gửi đến."),
    503: Apology("Tạm thời chưa tra cứu được", "Kho bài viết chưa sẵn sàng. Mời bạn quay lại sau ít phút."),
}

ARTICLE_MISSING = Apology(
    "Không tìm thấy bài viết này",
    "Bài viết có thể không còn trong kho, hoặc địa chỉ bị gõ sai. Mời bạn tìm theo tên bài ở ô phía trên.",
)

UNEXPECTED = Apology("Có lỗi xảy ra", "Lỗi đã được ghi lại để khắc phục. Mời bạn thử lại sau ít phút.")


@dataclass(frozen=True, slots=True)
class WrongParameter:
    """A parameter that can't be understood."""

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
    """Say in Vietnamese what the API says in English; what was given is cut after `longest` characters."""
    wrong = []
    for name, messages in errors.items():
        label, rule = PARAMETERS[name]
        value = given.get(name, "")
        shown = value if len(value) <= longest else value[:longest] + "…"
        wrong.append(WrongParameter(name, label, shown, RANGE_RULE if RANGE_REVERSED in messages else rule))
    return tuple(wrong)


def day(moment: date | datetime) -> str:
    """The day in Việt Nam, as it is written there: 27/12/2021."""
    return f"{_in_vietnam(moment):%d/%m/%Y}"


def day_and_time(moment: date | datetime) -> str:
    """The day, and the time of day if it is known: 27/12/2021, 08:30."""
    return f"{_in_vietnam(moment):%d/%m/%Y, %H:%M}" if isinstance(moment, datetime) else day(moment)


def _in_vietnam(moment: date | datetime) -> date | datetime:
    return moment.astimezone(LOCAL_ZONE) if isinstance(moment, datetime) else moment


def number(value: float) -> str:
    """A number with the marks used in Việt Nam: 12.345, and 3,1 for anything that is not whole."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
    return text.translate(str.maketrans(",.", ".,"))


def facet_name(facet: str, value: str = "") -> str:
    """What a facet is called; of the facet `date`, whether `value` is a year, a month or a day."""
    return PERIODS[value.count("-")] if facet == "date" else FACETS[facet]


def sort_name(sort: str) -> str:
    """What an order is called."""
    return SORTS[sort]


def facet_value(value: str, facet: str) -> str:
    """A facet's value as people read it: the period 2021-12 is 12/2021."""
    return "/".join(reversed(value.split("-"))) if facet == "date" else value


def meaning(each: Understood) -> str:
    """What a piece of the query was understood as; a time as 01/12/2021 – 31/12/2021."""
    if each.kind is not Kind.DATES:
        return each.meant
    first, last = (day(date.fromisoformat(said)) if said else "" for said in each.meant.split(".."))
    if first == last:
        return first
    return f"{first} – {last}" if first and last else f"từ {first}" if first else f"đến {last}"


def init_app(app: Flask) -> None:
    """Let the templates of `app` use these words."""
    for word in (day, day_and_time, number, facet_name, facet_value, sort_name, meaning):
        app.add_template_filter(word)
