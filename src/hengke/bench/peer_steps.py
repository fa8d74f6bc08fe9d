"""placeholder"""

from hengke.pipelines.home import Home


def peer(home: Home) -> dict:
    return {"skipped": "not yet"}
