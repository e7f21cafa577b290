"""Reading the published snapshot: read-only, the newest one, and none closed under its users."""

from __future__ import annotations

import threading
from pathlib import Path

import duckdb
import pytest

from dashboard.engines.engine import EngineError
from dashboard.session.snapshot import BrokenWarehouseError, NothingLoadedError, Warehouse
from tests.dashboard.tiny import project, publish


def count(warehouse: Warehouse) -> int:
    with warehouse.session() as session:
        return int(session.cursor.rows("SELECT count(*) FROM projects")[0][0])


def test_a_new_snapshot_is_seen_without_a_restart(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    publish(tmp_path, [project(1)], name="one")
    assert count(warehouse) == 1
    publish(tmp_path, [project(1), project(2)], name="two")
    assert count(warehouse) == 2


def test_a_request_keeps_the_snapshot_that_it_began_on(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    publish(tmp_path, [project(1)], name="one")
    with warehouse.session() as old:
        publish(tmp_path, [project(1), project(2)], name="two")
        assert count(warehouse) == 2
        assert old.cursor.rows("SELECT count(*) FROM projects") == [(1,)]
        assert old.info.snapshot_id == "one"
    with warehouse.session() as new:
        assert new.info.snapshot_id == "two"


def test_an_old_connection_is_closed_when_its_last_user_is_done(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    publish(tmp_path, [project(1)], name="one")
    with warehouse.session():
        opened = warehouse._current
        assert opened is not None
        publish(tmp_path, [project(1)], name="two")
        count(warehouse)
        opened.engine.query("SELECT 1")
    with pytest.raises(EngineError):
        opened.engine.query("SELECT 1")


def test_threads_share_one_warehouse_while_snapshots_change(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    publish(tmp_path, [project(1)], name="s1")
    seen: list[int] = []
    errors: list[Exception] = []

    def read() -> None:
        try:
            seen.extend(count(warehouse) for _ in range(30))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(2, 6):
        publish(tmp_path, [project(row) for row in range(1, number + 1)], name=f"s{number}")
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(seen) == 120
    assert set(seen) <= {1, 2, 3, 4, 5}
    assert count(warehouse) == 5


def test_readers_cannot_write_reach_files_or_loosen_that(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    publish(tmp_path, [project(1)])
    with warehouse.session() as session:
        for statement in (
            "DELETE FROM projects",
            "SELECT * FROM read_csv('/etc/passwd')",
            "SET enable_external_access = true",
            "ATTACH 'other.duckdb'",
        ):
            with pytest.raises(EngineError):
                session.cursor.rows(statement)


def test_nothing_loaded_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NothingLoadedError, match="还没有导入任何文件") as empty, Warehouse(tmp_path).session():
        pass
    assert "portfolio load" in empty.value.at_a_terminal()


@pytest.mark.parametrize("pointer", [b"", b"{", b"[]", b'{"snapshot": "gone.duckdb"}', b'{"snapshot": "bad.duckdb"}'])
def test_a_broken_warehouse_says_what_to_do(tmp_path: Path, pointer: bytes) -> None:
    folder = tmp_path / "warehouse"
    folder.mkdir()
    (folder / "bad.duckdb").write_bytes(b"not a database")
    (folder / "current.json").write_bytes(pointer)
    warehouse = Warehouse(tmp_path)
    with pytest.raises(BrokenWarehouseError, match="数据无法读取") as broken, warehouse.session():
        pass
    assert "portfolio" not in str(broken.value)  # a page has no command line
    assert "portfolio doctor --repair" in broken.value.at_a_terminal()
    publish(tmp_path, [project(1)])
    assert count(warehouse) == 1


def test_what_a_filter_can_name(tmp_path: Path) -> None:
    publish(tmp_path, [project(1, sector="养老", start_year=2021, end_year=2023), project(2, nature="新建")])
    with Warehouse(tmp_path).session() as session:
        words = session.info.vocabulary
    assert (words.sectors, words.natures, words.years) == (("养老",), ("新建",), (2021, 2022, 2023))
    assert words.regions["500114"].parent_id == "500000"


def test_a_snapshot_of_an_earlier_version_says_what_to_do(tmp_path: Path) -> None:
    with duckdb.connect(str(publish(tmp_path, [project(1)]))) as connection:
        connection.execute("ALTER TABLE findings DROP COLUMN params")
    with (
        pytest.raises(BrokenWarehouseError, match="由旧版程序生成"),
        Warehouse(tmp_path).session(),
    ):
        pass


def test_an_engine_error_in_a_request_is_said_and_frees_the_snapshot(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    publish(tmp_path, [project(1)])
    with pytest.raises(BrokenWarehouseError, match="数据无法读取"), warehouse.session() as session:
        session.cursor.rows("SELECT * FROM missing")
    assert count(warehouse) == 1
    assert warehouse._current is not None
    assert warehouse._current.users == 0
