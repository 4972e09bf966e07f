"""A dozen articles such as an academy publishes, odd ones among them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from index.article import Article

VIETNAM = timezone(timedelta(hours=7))

SUMMING_UP = Article(
    id="hoi-nghi-tong-ket-2021",
    title="Hội nghị tổng kết công tác năm 2021 của Văn phòng",
    summary="Văn phòng tổng kết công tác năm 2021 và bàn phương hướng, nhiệm vụ trọng tâm của năm 2022.",
    body="\n".join(
        [
            "Ngày 25/12/2021, Văn phòng đã tổ chức Hội nghị tổng kết công tác năm 2021 và phương hướng năm 2022.",
            "Toàn cảnh hội nghị",
            "",
            "Báo cáo tổng kết nêu rõ những việc đã làm được; các ý kiến đều thống nhất với nội dung báo cáo. "
            "Hội nghị đã nghe tham luận của các phòng và ban, trao đổi thẳng thắn về những việc còn chậm.",
            "Tập thể và cá nhân nhận bằng khen",
            "Kết thúc hội nghị, lãnh đạo Văn phòng biểu dương những cố gắng của toàn thể viên chức trong năm qua.",
        ]
    ),
    url="https://vien.example.vn/tin/hoi-nghi-tong-ket-2021",
    published=date(2021, 12, 27),
    authors=("Mai Lan",),
    tags=("tổng kết", "khen thưởng"),
    unit="Văn phòng",
    extra={"nguồn": "Bản tin nội bộ", "views": 12},
)

WITH_TIME = Article(
    id="https://vien.example.vn/2022/03/trao-giai?nam=2022",
    title="Lễ trao giải thưởng khoa học và công nghệ năm 2022",
    summary="Mười hai công trình được trao giải.",
    body="Sáng nay, lễ trao giải thưởng khoa học đã diễn ra tại Hà Nội.\nCác công trình đều có giá trị ứng dụng cao.",
    url="https://vien.example.vn/2022/03/trao-giai?nam=2022",
    published=datetime(2022, 3, 15, 8, 30, tzinfo=VIETNAM),
    authors=("Mai Lan", "Trần Văn Bình"),
    tags=("khen thưởng", "giải thưởng"),
    unit="Ban Tổ chức – Cán bộ",
)

BARE = Article(id="tran-trui", title="Thông báo nghỉ lễ", body="Toàn cơ quan nghỉ lễ hai ngày.")

HOSTILE = Article(
    id="<script>/../'\"",
    title="Chú ý: <script>alert(1)</script> & các ký tự lạ",
    body='Nội dung có <b>thẻ</b> & dấu "nháy".',
    url="javascript:alert(1)",
    published=date(2020, 5, 1),
    tags=("<i>lạ</i>",),
    unit="Viện Công nghệ <thông tin>",
)

LONG_TITLE = Article(
    id="tieu-de-dai",
    title="Đảng bộ Văn phòng Viện Hàn lâm Khoa học và Công nghệ Việt Nam tổ chức Hội nghị tổng kết công tác năm 2021 "
    "và phương hướng, nhiệm vụ trọng tâm năm 2022, ỔN ĐỊNH TỔ CHỨC, ĐỔI MỚI PHƯƠNG THỨC LÃNH ĐẠO",
    body="Hội nghị diễn ra trong một ngày.",
    published=date(2021, 12, 27),
    authors=("Mai Lan",),
    tags=("tổng kết",),
    unit="Viện Hàn lâm Khoa học và Công nghệ Việt Nam",
)


LINE_END = Article(id="hai\ndong\n", title="Số hiệu hai dòng", body="Bài thử.")
UPWARDS = Article(id="../tren/./day", title="Số hiệu đi ngược", body="Bài thử.")
NEIGHBOURLY = Article(id="tran-trui/related", title="Số hiệu trùng đường dẫn", body="Bài thử.")

BROKEN = Article(
    id="hong-\ud800",
    title="Nửa ký tự \udfff trong tên",
    body="Một nửa \ud83d không có nửa kia.",
    summary="Lời dẫn \udc00 hỏng.",
    url="https://vien.example.vn/\ud800",
    authors=("Tác giả \ud800",),
    tags=("hỏng \ud800",),
    unit="Phòng \udbff",
    extra={"khoá \ud800": "\ud800", "lượt": float("inf"), "điểm": [1.5, {"xa": float("-inf"), "lạ": float("nan")}]},
)
"""What JSON can hold and an answer can't: halves of surrogate pairs, infinite numbers."""


def _seminar(number: int) -> Article:
    year = 2019 + number % 3
    return Article(
        id=f"hoi-thao-{number}",
        title=f"Hội thảo khoa học lần thứ {number}",
        summary="Các báo cáo bàn về vật liệu mới và môi trường biển.",
        body="Hội thảo có nhiều báo cáo.\nMột vật liệu mới được giới thiệu.",
        url=f"https://vien.example.vn/hoi-thao/{number}",
        published=date(year, number, number),
        authors=(f"Tác giả {number}",),
        tags=("hội thảo", f"lần {number}"),
        unit="Viện Hải dương học" if number % 2 else "Viện Khoa học vật liệu",
    )


ARTICLES = (SUMMING_UP, WITH_TIME, BARE, HOSTILE, LONG_TITLE, *map(_seminar, range(1, 9)))
