"""The contract of every table in store and warehouse: column, type, label, unit, meaning, bounds.

Each class is one table. The title of a column is its Chinese label. Rows that fail a check are rejected with a finding
(see `checks/contract.py`); nothing else may write these tables.
"""

from etl.contract.schemas.document import Documents, Evidence, Findings, ListRows, SourceTables
from etl.contract.schemas.duty import Duties
from etl.contract.schemas.plan import IndicatorPoints, PolicyRules, Targets
from etl.contract.schemas.progress import ProgressFunding, ProgressReports
from etl.contract.schemas.project import (
    Approvals,
    EarlierPlans,
    FundingPlan,
    InvestmentPlan,
    ProjectReports,
    Quantities,
)
from etl.contract.schemas.snapshot import Contradictions, Corrections, Regions, Removals
from etl.contract.schemas.table import AREA, WAN, Table

__all__ = [
    "AREA",
    "STORED",
    "WAN",
    "Approvals",
    "Contradictions",
    "Corrections",
    "Documents",
    "Duties",
    "EarlierPlans",
    "Evidence",
    "Findings",
    "FundingPlan",
    "IndicatorPoints",
    "InvestmentPlan",
    "ListRows",
    "PolicyRules",
    "ProgressFunding",
    "ProgressReports",
    "ProjectReports",
    "Quantities",
    "Regions",
    "Removals",
    "SourceTables",
    "Table",
    "Targets",
]

STORED: dict[str, type[Table]] = {
    "documents": Documents,
    "source_tables": SourceTables,
    "list_rows": ListRows,
    "project_reports": ProjectReports,
    "earlier_plans": EarlierPlans,
    "investment_plan": InvestmentPlan,
    "funding_plan": FundingPlan,
    "quantities": Quantities,
    "evidence": Evidence,
    "targets": Targets,
    "indicator_points": IndicatorPoints,
    "policy_rules": PolicyRules,
    "duties": Duties,
    "progress_reports": ProgressReports,
    "progress_funding": ProgressFunding,
    "approvals": Approvals,
    "findings": Findings,
}
"""Tables that the store keeps per document, in the order in which they are written."""
