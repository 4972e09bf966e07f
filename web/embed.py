"""The search box for other sites: `/embed.js`, an address that stays, loads the element, whose address does not."""

from __future__ import annotations

from flask import current_app, render_template, request, url_for
from werkzeug.wrappers import Response

from web import examples
from web.rest import Blueprint

AN_HOUR = 3600
"""Seconds for which a browser need not ask again, so that other sites may show the box as it was before an update."""

embed = Blueprint("embed", __name__, description="Other sites.")


@embed.file("/embed.js", meaning="The script.", formats={"text/javascript": examples.EMBED})
def script() -> Response:
    """Have the search box on another site

    Put the script into a page, and `<tra-cuu-box>` where the box is to stand.
    """
    # It says nothing of the index, so that its tag is its own.
    body = render_template("embed.js", element=url_for("static", filename="element.js"))
    answer = current_app.response_class(body, mimetype="text/javascript")
    answer.cache_control.public = True
    answer.cache_control.max_age = AN_HOUR
    answer.add_etag()
    return answer.make_conditional(request)
