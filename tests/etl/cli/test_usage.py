"""A command that is called wrongly, or with files that are not there, says so in one line of Chinese."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.etl.commands import portfolio
from tests.etl.renderings import SMALL, SMALL_ABOVE, as_html

LIST = as_html(SMALL_ABOVE, SMALL)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["load"], "portfolio: 缺少 PATHS...。用法见 portfolio load --help"),
        (["load", "--regio", "a"], "portfolio: 没有选项 --regio，是否指 --region。用法见 portfolio load --help"),
        (["lod"], "portfolio: 没有命令 lod。用法见 portfolio --help"),
        (["serve", "--port", "x"], "portfolio: --port 的值不对，应为 0 至 65535 的整数。用法见 portfolio serve --help"),
        (
            ["findings", "--format", "xml"],
            "portfolio: --format 的值不对，可用：table、csv、json。用法见 portfolio findings --help",
        ),
        (["documents", "x", "y"], "portfolio: 多写了 x y。用法见 portfolio documents --help"),
        (
            ["load", "x", "--date", "0001-01-01"],
            "portfolio: 日期不对：0001-01-01，年份应在 1900 至 2100 之间，请写成 2022-10-27",
        ),
    ],
)
def test_wrong_usage_is_one_line(tmp_path: Path, arguments: list[str], line: str) -> None:
    result = portfolio(tmp_path, *arguments)
    assert (result.exit_code, result.stderr) == (2, f"{line}\n")
    assert result.stdout == ""


def test_what_is_not_there_or_leads_elsewhere_stops_no_other_file(tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "a.html").write_bytes(LIST)
    secret = tmp_path / "secret.txt"
    secret.write_text("项目", encoding="utf-8")
    (folder / "b.txt").symlink_to(secret)
    os.mkfifo(tmp_path / "pipe")
    result = portfolio(tmp_path / "home", "load", str(tmp_path / "gone.csv"), str(tmp_path / "pipe"), str(folder))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert [line.split("，")[0] for line in lines] == [
        "gone.csv：无法读取", "pipe：无法读取", "a.html：已读取", "b.txt：无法读取",
    ]  # fmt: skip
    assert "没有这个文件" in lines[0] and "不是普通文件" in lines[1] and "是指向别处的链接" in lines[3]
    assert "secret" not in portfolio(tmp_path / "home", "documents").stdout
    named = portfolio(tmp_path / "home", "load", str(folder / "b.txt"))
    assert "b.txt：已读取" in named.stdout


def test_a_home_whose_path_looks_like_a_pattern_holds_its_own_data_alone(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(LIST)
    (tmp_path / "b.html").write_bytes(LIST.replace("柳河镇".encode(), "松山镇".encode()))
    for home, name in (("h1", "b.html"), ("h[1]", "a.html")):
        assert portfolio(tmp_path / home, "load", str(tmp_path / name)).exit_code == 0
        assert portfolio(tmp_path / home, "table", "projects").stdout.count("青禾县社会福利中心") == 1
        assert portfolio(tmp_path / home, "findings").exit_code == 0
    for home in ("h?", "h*"):
        refused = portfolio(tmp_path / home, "load", str(tmp_path / "a.html"))
        assert refused.exit_code == 2 and "不能含有“?”“*”" in refused.stderr


def test_a_document_of_1985_is_read(tmp_path: Path) -> None:
    (tmp_path / "old.html").write_bytes(LIST.replace(b"</p>", "（1985年3月2日）</p>".encode(), 1))
    assert "项目 3 个" in portfolio(tmp_path / "home", "load", str(tmp_path / "old.html")).stdout
    given = portfolio(tmp_path / "home", "load", str(tmp_path / "old.html"), "--date", "1985-03-02")
    assert "项目 3 个" in given.stdout
