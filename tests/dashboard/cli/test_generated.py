"""A generated portfolio on the board: every page says that it is invented."""

from __future__ import annotations

import json

from dashboard.frame import frame
from dashboard.server.app import create_app
from dashboard.session.settings import Settings
from etl.samples.nation.generate import Portfolio, write_store


def test_every_page_says_that_the_portfolio_is_invented(tmp_path) -> None:
    write_store(Portfolio(projects=6, months=2), tmp_path)
    server = create_app(Settings(home=tmp_path)).server
    client = server.test_client()
    pages = [page for page in server.extensions["pages"] if page.in_navigation]
    assert len(pages) > 8
    for page in pages:
        answer = client.post("/_dash-update-component", json=frame.request(page.path, ""))
        assert answer.status_code == 200
        assert "部分文件注明其数据为虚构" in json.dumps(answer.get_json(), ensure_ascii=False), page.path
