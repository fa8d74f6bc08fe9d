"""The series that have a history by customer, and what each is called. Loads no engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hengke.engine.rules.features_said import SUBJECT_WORDS
from hengke.engine.statistics.columns import HUNDREDTHS, MINOR

ASSETS, OWN_BOOKINGS, ENQUIRIES = "assets", "own_bookings", "enquiries_"


@dataclass(frozen=True)
class Series:
    """`feature`: that of the catalogue whose course it is."""

    code: str
    feature: str
    zh: str
    en: str
    unit: str = HUNDREDTHS

    @property
    def subject(self) -> str:
        """Of enquiries; empty of others."""
        return self.code.removeprefix(ENQUIRIES) if self.code.startswith(ENQUIRIES) else ""


SERIES: Mapping[str, Series] = {
    one.code: one
    for one in (
        Series(ASSETS, "aum", "月末资产", "assets at month ends", MINOR),
        Series(OWN_BOOKINGS, "own_bookings_90d", "自主交易笔数", "bookings begun by customers"),
        *(
            Series(f"{ENQUIRIES}{code}", f"{ENQUIRIES}{code}_90d", f"{zh}咨询查询",
                   f"enquiries about {en}")
            for code, (zh, en) in SUBJECT_WORDS.items()
        ),
    )
}  # fmt: skip
OF_FEATURE: Mapping[str, str] = {one.feature: one.code for one in SERIES.values()}
