"""What an article says of itself to programs that read pages: schema.org's NewsArticle, as JSON-LD."""

from __future__ import annotations

from typing import Any

from index.article import Article


def news_article(article: Article, address: str) -> dict[str, Any]:
    """The article, whose page is at `address`, as https://schema.org/NewsArticle; what it lacks is left out."""
    said = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.summary,
        "datePublished": article.published and article.published.isoformat(),
        "author": [{"@type": "Person", "name": author} for author in article.authors],
        "publisher": article.unit and {"@type": "Organization", "name": article.unit},
        "keywords": list(article.tags),
        "inLanguage": "vi",
        "mainEntityOfPage": address,
    }
    return {key: value for key, value in said.items() if value}
