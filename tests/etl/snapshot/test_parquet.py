"""The snapshot as Parquet: nothing lost, by province, pointed to last, in a folder and in an object store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import fsspec
import pytest

from etl.contract.paths import data_dir
from etl.pipeline import load
from etl.snapshot import parquet, publish


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample lists: 16 projects of 重庆市, 18 of 江西省."""
    folder = tmp_path_factory.mktemp("home")
    load.load([data_dir() / "samples"], folder)
    return folder


def test_every_row_is_there_by_its_province(home: Path, tmp_path: Path) -> None:
    name = parquet.give(home, str(tmp_path))
    assert json.loads((tmp_path / "current.json").read_text()) == {"snapshot": name}
    content = json.loads((tmp_path / name / "content.json").read_text())
    current = publish.published(home)
    assert current is not None
    with duckdb.connect(str(publish.folder(home) / current.snapshot), read_only=True) as snapshot:
        for table, columns in content["tables"].items():
            files = f"read_parquet('{tmp_path / name / table}/**/*.parquet', hive_partitioning = false)"
            shown = ", ".join(f'"{column}"' for column in columns)
            given = snapshot.execute(f"SELECT {shown} FROM {files} ORDER BY rowid").fetchall()
            assert given == snapshot.execute(f"SELECT {shown} FROM {table} ORDER BY rowid").fetchall(), table
        places = f"read_parquet('{tmp_path / name}/projects/**/*.parquet', hive_types_autocast = false)"
        assert snapshot.execute(f"SELECT province, count(*) FROM {places} GROUP BY 1 ORDER BY 1").fetchall() == [
            ("360000", 18),
            ("500000", 16),
        ]
        evidence = f"read_parquet('{tmp_path / name}/evidence/**/*.parquet', hive_types_autocast = false)"
        assert snapshot.execute(f"SELECT count(*) FROM {evidence} WHERE province = 'none'").fetchall() == [(0,)]


def test_what_is_there_is_not_written_again(home: Path, tmp_path: Path) -> None:
    name = parquet.give(home, str(tmp_path))
    (tmp_path / name / "content.json").unlink()
    assert parquet.give(home, str(tmp_path)) == name
    assert not (tmp_path / name / "content.json").exists()


def test_without_a_snapshot_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(parquet.NothingPublished):
        parquet.give(tmp_path / "home", str(tmp_path / "there"))
    assert not (tmp_path / "there").exists()


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket in an object store on this machine."""
    server = pytest.importorskip("moto.server", reason="extra [test]")
    pytest.importorskip("s3fs", reason="extra [s3]")
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    host, port = running.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "invented",
        "AWS_SECRET_ACCESS_KEY": "invented",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    fsspec.filesystem("s3", skip_instance_cache=True).mkdir("portfolio")
    yield "s3://portfolio/board"
    running.stop()


def test_an_object_store_holds_the_same_as_a_folder(home: Path, bucket: str, tmp_path: Path) -> None:
    name = parquet.give(home, bucket)
    parquet.give(home, str(tmp_path))
    files, root = fsspec.core.url_to_fs(bucket)
    stored = {path.removeprefix(root): files.size(path) for path in files.find(root)}
    lying = {f"/{path.relative_to(tmp_path)}": path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()}
    assert stored == lying
    assert json.loads(files.cat_file(f"{root}/current.json")) == {"snapshot": name}
