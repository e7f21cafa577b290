"""Ids of the frame that every page lives in."""

from __future__ import annotations

from enum import StrEnum


class Frame(StrEnum):
    """Parts of the frame, and the stores through which URL and filter bar talk."""

    URL = "url"
    EXTERNAL = "external-location"
    STANDING = "standing-query"
    NAV = "nav"
    BESIDE = "nav-beside"
    FRESHNESS = "freshness"
    BANNERS = "banners"
    CONTEXT = "context"
    CONTENT = "content"
    TITLE = "page-title"
    SHOWN = "shown-page"
    RENEWAL = "renewal"
    REFRESH = "refresh"
    BAR = "filter-bar"
    BAR_TOGGLE = "filter-toggle"


class Control(StrEnum):
    """Controls of the filter bar, one per field of the filter."""

    REGION = "filter-region"
    BELOW = "filter-below"
    YEAR = "filter-year"
    YEAR_BASIS = "filter-year-basis"
    SECTOR = "filter-sector"
    NATURE = "filter-nature"
    CLASS = "filter-class"
    TEXT = "filter-text"
    AS_OF = "filter-as-of"
    DOCUMENT = "filter-document"


class Correcting(StrEnum):
    """The correction form. `TARGET` names what is to be corrected; a click on any `data-correct` sets it."""

    TARGET = "correction-target"
    MODAL = "correction-modal"
    PLACE = "correction-place"
    ENTRY = "correction-entry"
    FIELD = "correction-field"
    NOW = "correction-now"
    VALUE = "correction-value"
    CONFIRM = "correction-confirm"
    WHO = "correction-who"
    WHY = "correction-why"
    SUBMIT = "correction-submit"
    MESSAGE = "correction-message"
    JOB = "correction-job"
    TIMER = "correction-timer"


class Naming(StrEnum):
    """The form for columns. `TARGET` names document and table; a click on any `data-columns` sets it."""

    TARGET = "columns-target"
    MODAL = "columns-modal"
    PLACE = "columns-place"
    TABLE = "columns-table"
    SHOWN = "columns-shown"
    LIST = "columns-list"
    PICKED = "columns-picked"
    MEANING = "columns-meaning"
    NOTE = "columns-note"
    WHO = "columns-who"
    WHY = "columns-why"
    SUBMIT = "columns-submit"
    MESSAGE = "columns-message"
    JOB = "columns-job"
    TIMER = "columns-timer"


class Identifying(StrEnum):
    """The form that says which projects are one. `TARGET` names one; a click on any `data-identity` sets it."""

    TARGET = "identity-target"
    MODAL = "identity-modal"
    PLACE = "identity-place"
    OTHER = "identity-other"
    ANSWER = "identity-answer"
    NOTE = "identity-note"
    WHO = "identity-who"
    WHY = "identity-why"
    SUBMIT = "identity-submit"
    MESSAGE = "identity-message"
    JOB = "identity-job"
    TIMER = "identity-timer"


class Explaining(StrEnum):
    """The form that explains a contradiction. `TARGET` names it; a click on any `data-explain` sets it."""

    TARGET = "explain-target"
    MODAL = "explain-modal"
    WHO = "explain-who"
    WHY = "explain-why"
    SUBMIT = "explain-submit"
    MESSAGE = "explain-message"
    JOB = "explain-job"
    TIMER = "explain-timer"


class Classifying(StrEnum):
    """The form that gives a problem its cause. `TARGET` names it; a click on any `data-cause` sets it."""

    TARGET = "cause-target"
    MODAL = "cause-modal"
    WORDS = "cause-words"
    CAUSE = "cause-cause"
    WHO = "cause-who"
    WHY = "cause-why"
    SUBMIT = "cause-submit"
    MESSAGE = "cause-message"
    JOB = "cause-job"
    TIMER = "cause-timer"


class Importing(StrEnum):
    """Parts of the import page."""

    UPLOAD = "import-upload"
    PROGRESS = "import-progress"
    JOB = "import-job"
    TIMER = "import-timer"
    STAGE = "import-stage"
    ACCEPT = "import-accept"
    DISCARD = "import-discard"


class Removing(StrEnum):
    """The dialogue that takes a document out. `TARGET` names it; a click on any `data-remove` sets it."""

    TARGET = "removal-target"
    MODAL = "removal-modal"
    PLACE = "removal-place"
    WHO = "removal-who"
    WHY = "removal-why"
    MESSAGE = "removal-message"
    CONFIRM = "removal-confirm"
    CANCEL = "removal-cancel"
    JOB = "removal-job"
    TIMER = "removal-timer"
