"""Which project of the lists a row of a progress sheet is about: by code, else by identity, else by its one name."""

from __future__ import annotations

import duckdb
import polars as pl

from etl.parse.places import region
from etl.parse.project import project_id
from etl.parse.words import key
from etl.snapshot import batches

_MATCHES = """
create temp table progress_matches as
with listed as (
    select distinct r.project_id, r.region_id, n.compared from project_reports r join list_names n using (name)
),
sheet as (
    select p.progress_id, p.project_code, p.project_id, p.region_id, n.own_id, n.compared
    from progress_reports p join sheet_names n on p.name = n.name and p.region_id is not distinct from n.region_id
),
coded as (
    select project_code, min(project_id) as project, count(distinct project_id) as projects
    from project_reports where project_code <> '' group by project_code
),
near as (
    select s.region_id, s.compared, min(l.project_id) as project, count(distinct l.project_id) as projects
    from (select distinct region_id, compared from sheet) s join listed l using (compared)
    where s.region_id is null or l.region_id is null or (s.region_id, l.region_id) in (select one, other from related)
    group by all
),
found as (
    select s.progress_id, s.project_id, s.project_id in (select project_id from listed) as is_listed, s.own_id,
           c.project as of_code, c.projects as codes, n.project as near, n.projects as nears
    from sheet s left join coded c using (project_code)
    left join near n on n.compared = s.compared and n.region_id is not distinct from s.region_id
)
select progress_id,
       case when is_listed and project_id <> own_id then project_id
            when codes is not null then if(codes = 1, of_code, null)
            when is_listed then project_id
            when nears = 1 then near end as project_id,
       case when is_listed and project_id <> own_id then 'person'
            when codes is not null then if(codes = 1, 'code', 'unclear')
            when is_listed then 'identity'
            when nears is not null then if(nears = 1, 'name', 'unclear')
            else 'none' end as matched_by
from found
"""
"""`person`: a correction gave the row another id than its own region and name do."""

_RELATED = """
select distinct region_id from project_reports where region_id is not null
union select region_id from progress_reports where region_id is not null
"""


def match(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `progress_matches` in a warehouse that is being built: progress_id, `project_id` (or null), `matched_by`.

    `matched_by` is person (a correction), code, identity (region and name), name (the one project of that name in the
    region, below it or above it; a region that is not known fits any), none, or unclear (several).
    """
    if connection.execute("select 1 from progress_reports limit 1").fetchone() is None:
        connection.execute("create temp table progress_matches (progress_id text, project_id text, matched_by text)")
        return  # nothing to match: the names of 100,000 projects need not be looked at
    compared = {"compared": lambda row: key(row["name"])}
    own = {"own_id": lambda row: project_id(row["region_id"], row["name"])}
    batches.computed(connection, "list_names", "select distinct name from project_reports", compared)
    sheets = "select distinct region_id, name from progress_reports"
    batches.computed(connection, "sheet_names", sheets, compared | own)
    batches.create(connection, "related", _related([row[0] for row in connection.execute(_RELATED).fetchall()]))
    connection.execute(_MATCHES)
    connection.execute("drop table list_names; drop table sheet_names; drop table related")


def _related(regions: list[str]) -> pl.DataFrame:
    """Pairs of regions of which one is the other or lies above it."""
    pairs = {(one, place.region_id) for one in regions for place in region.lineage(one)}
    both = sorted(pairs | {(above, below) for below, above in pairs})
    return pl.DataFrame(both, schema={"one": pl.String, "other": pl.String}, orient="row")
