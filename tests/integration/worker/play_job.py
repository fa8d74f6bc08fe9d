"""A job's process as the worker starts it: `python play_job.py --home DIR`, a request on stdin."""

import json
import os
import signal
import sys
import threading
import time


def say(**document: object) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def end_with_the_worker() -> None:
    sys.stdin.read()
    os._exit(0)


request = json.loads(sys.stdin.readline())
params = request["params"]
how = params.get("how", "well")
threading.Thread(target=end_with_the_worker, daemon=True).start()

if "pid_file" in params:
    with open(params["pid_file"], "w", encoding="utf-8") as file:
        file.write(str(os.getpid()))
say(stage="reading", done=1, total=4)
if how == "well":
    say(stage="writing", done=4, total=4)
    sys.stdout.write("a library prints what it likes\n")
    say(answer={"directory": params.get("directory"), "home": sys.argv[-1]})
elif how == "refused":
    say(
        refused={
            "kind": "NeedsConfirmation", "message": "40 % fewer rows.", "next_step": "Confirm.",
        }
    )  # fmt: skip
elif how == "broken":
    say(broken="KeyError")
elif how == "dies":
    os.kill(os.getpid(), signal.SIGKILL)
elif how == "silent":
    sys.exit(7)
elif how == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    say(stage="deaf")
    time.sleep(60)
else:
    say(stage="waiting")
    time.sleep(60)
