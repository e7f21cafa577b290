"""Names of regions where several of them stand side by side."""

from __future__ import annotations

from typing import Any

from dashboard.session.scope import Scope


def unambiguous(records: list[dict[str, Any]], scope: Scope) -> list[dict[str, Any]]:
    """Put the region above in front of a `region_name` that occurs with more than one `region_code`."""
    codes = {(record["region_name"], record["region_code"]) for record in records}
    names = [name for name, _ in codes]
    regions = scope.info.vocabulary.regions
    for record in records:
        region = regions.get(record["region_code"] or "")
        above = regions.get(region.parent_id or "") if region else None
        if above and names.count(record["region_name"]) > 1:
            record["region_name"] = f"{above.name}{record['region_name']}"
    return records
