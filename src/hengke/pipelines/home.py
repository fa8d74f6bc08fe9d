"""A home: the directory that holds one bank. Where things lie in it, and its settings."""

from __future__ import annotations

import os
import tomllib
from dataclasses import asdict, dataclass, field, replace
from datetime import date, time
from importlib import metadata
from pathlib import Path
from typing import Any

from hengke.kernel.errors import Refused

SETTINGS_FILE = "home.toml"
DEFAULT_HOME = "hengke-home"


def this_release() -> str:
    """The version of Hengke that runs."""
    return metadata.version("hengke")


@dataclass(frozen=True)
class HomeSettings:
    """What a home knows about its bank. Written by `hengke init`, `import` and `demo`.

    `without` are parts of the night that the bank does not want (`pipelines.weighing`);
    `release` is the last release that wrote to the home; `workbench` where the workbench's database
    went when it left the home's own file, without password.
    """

    bank: str = "Hengke Bank"
    currency: str = "CNY"
    calendar: str = "CN"
    sources: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    demo: bool = False
    release: str = field(default_factory=this_release)
    workbench: str = ""


@dataclass(frozen=True)
class Home:
    """Paths of one home. Reading never creates anything."""

    path: Path

    @classmethod
    def at(cls, path: str | Path | None = None) -> Home:
        return cls(Path(path or os.environ.get("HENGKE_HOME") or DEFAULT_HOME).resolve())

    @property
    def lake(self) -> Path:
        return self.path / "lake"

    @property
    def database(self) -> Path:
        return self.path / "workbench.sqlite3"

    @property
    def keys(self) -> Path:
        """The key ring, and on a laptop the master key that wraps it."""
        return self.path / "keys"

    @property
    def key_ring(self) -> Path:
        return self.keys / "ring.json"

    @property
    def audit(self) -> Path:
        """Signed heads of the audit log, outside the database."""
        return self.path / "audit"

    @property
    def audit_policies(self) -> Path:
        """The bank's own rules of what is unusual."""
        return self.policies / "audit"

    @property
    def policies(self) -> Path:
        return self.path / "policies"

    @property
    def retention_policies(self) -> Path:
        """The bank's own rules for how long results stay in the lake."""
        return self.policies / "retention"

    @property
    def import_policies(self) -> Path:
        """The bank's own thresholds for the quality of what is delivered."""
        return self.policies / "imports"

    @property
    def tier_policies(self) -> Path:
        """The bank's own tier policies, NAME/FROM-DATE.toml."""
        return self.policies / "tiering"

    @property
    def care_policies(self) -> Path:
        """The bank's own rules for tasks."""
        return self.policies / "care"

    @property
    def behaviour_policies(self) -> Path:
        """The bank's own periods, kinds and classes of behaviour."""
        return self.policies / "behaviour"

    @property
    def enquiries_policies(self) -> Path:
        """The bank's own topics of enquiries."""
        return self.policies / "enquiries"

    @property
    def market_policies(self) -> Path:
        """The bank's own names of series of market data."""
        return self.policies / "market"

    @property
    def needs_policies(self) -> Path:
        """The bank's own classes of needs, and how ideas are weighed."""
        return self.policies / "needs"

    @property
    def tag_policies(self) -> Path:
        """The bank's own tags."""
        return self.policies / "tagging"

    @property
    def association_policies(self) -> Path:
        """The bank's own bounds of rules between products."""
        return self.policies / "associations"

    @property
    def statistics_policies(self) -> Path:
        """The bank's own choice of what is described, and which courses are looked at."""
        return self.policies / "statistics"

    @property
    def clustering_policies(self) -> Path:
        """The bank's own choice of who is grouped, by what."""
        return self.policies / "clustering"

    @property
    def lifecycle_policies(self) -> Path:
        """The bank's own rules for stages, dormancy and potential loss."""
        return self.policies / "lifecycle"

    @property
    def churn_policies(self) -> Path:
        """The bank's own rules of what leaving is, and the champions that people named."""
        return self.policies / "churn"

    @property
    def recommendation_policies(self) -> Path:
        """The bank's own shelf, rules of suitability, signals and levers."""
        return self.policies / "recommendation"

    @property
    def criteria_policies(self) -> Path:
        """The bank's own bounds for the review of tier floors."""
        return self.policies / "criteria"

    @property
    def forecast_policies(self) -> Path:
        """The bank's own choice of how one looks ahead, and how far back for it."""
        return self.policies / "forecast"

    @property
    def register_policies(self) -> Path:
        """The bank's own rules for its models: owners, dates, bounds of drift."""
        return self.policies / "register"

    @property
    def value_policies(self) -> Path:
        """The bank's own prices of money, work and risk."""
        return self.policies / "value"

    @property
    def lifetime_policies(self) -> Path:
        """The bank's own horizon, discount and growth of lifetime value."""
        return self.policies / "lifetime"

    @property
    def fairness_policies(self) -> Path:
        """The bank's own ratios and groups by which decisions are tested."""
        return self.policies / "fairness"

    @property
    def access_policies(self) -> Path:
        """The bank's own rules for who may do what."""
        return self.policies / "access"

    @property
    def api_policies(self) -> Path:
        """The bank's own limits of the API."""
        return self.policies / "api"

    @property
    def identity_policies(self) -> Path:
        """The bank's own limits of log-ins, factors, sessions and tokens."""
        return self.policies / "identity"

    @property
    def sso(self) -> Path:
        """Providers of single sign-on, NAME.toml."""
        return self.path / "sso"

    @property
    def mappings(self) -> Path:
        return self.path / "mappings"

    @property
    def inbox(self) -> Path:
        return self.path / "inbox"

    @property
    def jobs(self) -> Path:
        return self.path / "jobs"

    @property
    def socket(self) -> Path:
        return self.path / "worker.sock"

    @property
    def truth(self) -> Path:
        return self.path / "truth"

    def exists(self) -> bool:
        return (self.path / SETTINGS_FILE).is_file()

    def check_exists(self) -> Home:
        """Refuse with the way out when nothing was initialised here."""
        if not self.exists():
            raise Refused(
                "There is no Hengke home at {home}.",
                next_step="Make one with: hengke init --home {home}",
                home=self.path,
            )
        return self

    def settings(self) -> HomeSettings:
        self.check_exists()
        raw = self._written()
        known = {key: raw[key] for key in HomeSettings.__dataclass_fields__ if key in raw}
        for key in ("sources", "policies", "without"):
            known[key] = tuple(known.get(key, ()))
        return HomeSettings(**known)

    def unknown_settings(self) -> dict[str, Any]:
        """What home.toml says and this release does not understand: misspelt, or of a later one."""
        written = self._written() if self.exists() else {}
        return {
            key: value
            for key, value in written.items()
            if key not in HomeSettings.__dataclass_fields__
        }

    def _written(self) -> dict[str, Any]:
        try:
            return tomllib.loads((self.path / SETTINGS_FILE).read_text(encoding="utf-8"))
        except ValueError as error:
            raise Refused(
                "{home}/home.toml cannot be read: {error}.",
                next_step="Correct the line, or restore the file from a backup.",
                home=self.path,
                error=error,
            ) from error

    def write_settings(self, settings: HomeSettings) -> None:
        """What is not ours to understand stays in the file. A folder made now is its owner's."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = {**asdict(settings), **self.unknown_settings()}
        write_atomically(self.path / SETTINGS_FILE, _as_toml(written))

    def change_settings(self, **changes: object) -> HomeSettings:
        settings = replace(self.settings(), **changes)  # type: ignore[arg-type]
        self.write_settings(settings)
        return settings


def write_atomically(path: Path, text: str) -> None:
    """Readers see the old file or the new one, also after a power cut."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def _as_toml(values: dict[str, object]) -> str:
    return "".join(f"{key} = {_toml_value(value)}\n" for key, value in values.items())


def _toml_value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(_toml_value(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (int, float, date, time)):
        return str(value).replace(" ", "T")
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
