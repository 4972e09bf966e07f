"""A small collection of our own, for tests of everything above the readers."""

from datetime import date, datetime, timedelta, timezone

from index.article import Article

ARTICLES = (
    Article(
        id="tong-ket",
        title="Hội nghị tổng kết công tác năm 2021",
        summary="Viện Hóa học Xanh tổ chức hội nghị tổng kết.",
        body="Sáng nay, hội nghị đã diễn ra tại Hà Nội.\nĐại biểu thảo luận về công nghệ mới.",
        url="https://vien.example/tong-ket",
        published=date(2021, 12, 27),
        authors=("Mai Lan",),
        tags=("hội nghị", "tổng kết"),
        unit="Viện Hóa học Xanh",
    ),
    Article(
        id="hoi-thao",
        title="Hội thảo quốc tế về biển",
        body="Các nhà khoa học nghị luận sôi nổi trong hội trường lớn.",
        published=datetime(2022, 5, 4, 8, 30, tzinfo=timezone(timedelta(hours=7))),
        authors=("Mai Lan", "Trần Bình"),
        tags=("hội thảo",),
        unit="Viện Vật lý Biển",
        extra={"number": "45/TB-VHL"},
    ),
    Article(
        id="covid",
        title="Thông báo phòng dịch COVID-19",
        body="Toàn viện thực hiện nghiêm. Số 30/2020/NĐ-CP có hiệu lực.",
        published=date(2020, 3, 1),
        tags=("thông báo",),
        unit="Văn phòng",
    ),
    Article(id="khong-ngay", title="Quy chế làm việc", body="Vien han lam ban hành quy chế."),
)
