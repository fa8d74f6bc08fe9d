"""Jobs of another release do not keep those of this one from being shown."""

from __future__ import annotations

import json
from pathlib import Path

from hengke.pipelines import job_files
from hengke.pipelines.home import Home


def test_a_job_of_a_later_release_is_read_without_what_it_adds_and_a_broken_one_left_out(
    tmp_path: Path,
) -> None:
    home = Home(tmp_path)
    known = job_files.Job("20261023T010203-0000000a", "run", {}, "2026-10-23T01:02:03", 1)
    job_files.write(home, known)
    later = known.document() | {"id": "20261023T010204-0000000b", "priority": 3}
    (home.jobs / f"{later['id']}.json").write_text(json.dumps(later), encoding="utf-8")
    (home.jobs / "20261023T010205-0000000c.json").write_text("{", encoding="utf-8")
    assert [job.id for job in job_files.listed(home)] == [later["id"], known.id]
