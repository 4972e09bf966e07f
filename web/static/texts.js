// What the scripts say, in the page's language.

const VIETNAMESE = {
  asked: {}, // what asks for pages in this language
  label: "Từ cần tìm",
  placeholder: "Bạn cần tìm gì?",
  search: "Tìm",
  suggestions: "Gợi ý",
  suggested: (count) => `${count} gợi ý. Bấm mũi tên xuống để chọn.`,
  nothing: "Không có gợi ý.",
  recent: "Tìm gần đây",
  recalled: (count) => `${count} từ khóa tìm gần đây. Bấm mũi tên xuống để chọn, mũi tên phải để xóa.`,
  forget: "Xóa",
  forgetAll: "Xóa tất cả",
  articles: (count) => `${count.toLocaleString("vi")} bài`,
  number: (value) => value.toLocaleString("vi"),
  listed: (count) => `${count} mục.`,
  left: (count) => `Còn ${count.toLocaleString("vi")} mục khác`,
  noneBegins: "Không có mục nào bắt đầu như vậy.",
  failed: "Chưa tải được kết quả mới. Mời bạn bấm “Áp dụng” để thử lại.",
  kinds: { phrase: "Cụm từ", title: "Bài viết", tag: "Chủ đề", unit: "Đơn vị", author: "Tác giả" },
};

const ENGLISH = {
  asked: { lang: "en" },
  label: "Words to find",
  placeholder: "What are you looking for?",
  search: "Search",
  suggestions: "Suggestions",
  suggested: (count) => `${count} suggestion${count === 1 ? "" : "s"}. Press the down arrow to choose.`,
  nothing: "No suggestions.",
  recent: "Recent searches",
  recalled: (count) =>
    `${count} recent search${count === 1 ? "" : "es"}. Press the down arrow to choose, the right arrow to remove.`,
  forget: "Remove",
  forgetAll: "Remove all",
  articles: (count) => `${count.toLocaleString("en")} article${count === 1 ? "" : "s"}`,
  number: (value) => value.toLocaleString("en"),
  listed: (count) => `${count} value${count === 1 ? "" : "s"}.`,
  left: (count) => `${count.toLocaleString("en")} more`,
  noneBegins: "Nothing begins like that.",
  failed: "The new results could not be loaded. Press “Apply” to try again.",
  kinds: { phrase: "Phrase", title: "Article", tag: "Topic", unit: "Unit", author: "Author" },
};

/** The texts in the language with this tag (BCP 47): English if it asks for that, else Vietnamese. */
export function textsIn(language) {
  return /^en\b/i.test(language) ? ENGLISH : VIETNAMESE;
}
