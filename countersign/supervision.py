"""Runs processes under supervisor, which starts again whatever dies; asks it how they are."""

import json
import shlex
import subprocess
import sys
import xmlrpc.client
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from countersign.places import Place, write_secret
from countersign.processes import Process, system_environment

# stopwaitsecs: a post to a platform may take half a minute, and is not cut off. startretries: supervisor waits a second
# longer after each failed start and gives up after so many, which is never.
_HEAD = """\
; Written at every start of `countersign run`; changes here are lost.
[unix_http_server]
file = {socket}
chmod = 0700

[supervisord]
nodaemon = true
silent = true
umask = 077
pidfile = {folder}/supervisord.pid
logfile = {log}/supervisord.log
logfile_maxbytes = 2MB
logfile_backups = 2
childlogdir = {log}

[supervisorctl]
serverurl = unix://{socket}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""

_PROGRAM = """
[program:{name}]
command = {command}
directory = {root}
priority = 10
autorestart = true
startsecs = 2
startretries = 100000
stopwaitsecs = 40
stopasgroup = true
killasgroup = true
redirect_stderr = true
stdout_logfile = {log}
stdout_logfile_maxbytes = 5MB
stdout_logfile_backups = 3
"""


GROUP = "countersign"


@dataclass(frozen=True, slots=True)
class Running:
    """How one process is: `state` in supervisor's words (RUNNING, STARTING, BACKOFF, EXITED, FATAL, STOPPED)."""

    name: str
    state: str
    pid: int
    since: datetime
    note: str


class Supervision:
    """The process manager of one place."""

    # The name of its own log, beside those of the processes.
    OWN_LOG = "supervisord"

    def __init__(self, place: Place) -> None:
        self._place = place

    def write(self, processes: Sequence[Process]) -> None:
        """Write supervisor's configuration and each process's environment, readable by their owner only."""
        place = self._place
        for old in place.environments.glob("*.json"):
            old.unlink()
        for process in processes:
            write_secret(self._environment(process.name), json.dumps(dict(process.environment), indent=1))
        text = _HEAD.format(socket=_value(place.socket), folder=_value(place.folder), log=_value(place.log))
        for process in processes:
            launch = [sys.executable, "-m", "countersign.launch", str(self._environment(process.name))]
            text += _PROGRAM.format(
                name=process.name,
                command=_value(shlex.join([*launch, *process.command])),
                root=_value(place.root),
                log=_value(self.log(process.name)),
            )
        # supervisor stops group after group, and all of a group at once; the queue has a group of its own, and is last.
        together = ",".join(process.name for process in processes if process.name != "redis")
        text += f"\n[group:{GROUP}]\nprograms = {together}\npriority = 20\n"
        write_secret(place.supervisord_conf, text)

    def start(self) -> subprocess.Popen[bytes]:
        """Start supervisord as a child; it runs until it gets SIGTERM."""
        conf = str(self._place.supervisord_conf)
        # What it says before it has opened its log: why it cannot start.
        with self.log(self.OWN_LOG).open("ab") as output:
            return subprocess.Popen(  # noqa: S603  # our own Python, our own file
                [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "--configuration", conf],
                stdout=output,
                stderr=subprocess.STDOUT,
                env=system_environment(),
                cwd=self._place.root,
                # A group of its own: Ctrl-C reaches only the command line, which then stops everything in order.
                process_group=0,
            )

    def is_running(self) -> bool:
        """Whether a process manager answers for this place, be it that it is stopping."""
        try:
            self._call("getState")
        except xmlrpc.client.Fault:
            # What it answers while it stops.
            return True
        except (OSError, xmlrpc.client.Error):
            return False
        return True

    def processes(self) -> list[Running]:
        """How each process is now; an empty list where no process manager runs."""
        with suppress(OSError, xmlrpc.client.Error):
            return [_running(info) for info in self._call("getAllProcessInfo")]
        return []

    def stop(self) -> None:
        """Tell the process manager to stop everything and end; nothing where none runs."""
        with suppress(OSError, xmlrpc.client.Error):
            self._call("shutdown")

    def log(self, name: str) -> Path:
        """Where a process's output goes."""
        return self._place.log / f"{name}.log"

    def last_lines(self, name: str, count: int = 5) -> list[str]:
        """The end of a process's log; empty where it has none yet."""
        with suppress(FileNotFoundError):
            return self.log(name).read_text(encoding="utf-8", errors="replace").splitlines()[-count:]
        return []

    def _environment(self, name: str) -> Path:
        return self._place.environments / f"{name}.json"

    def _call(self, method: str) -> Any:
        transport = SupervisorTransport(serverurl=f"unix://{self._place.socket}")
        try:
            proxy = xmlrpc.client.ServerProxy("http://localhost", transport=transport)
            return getattr(proxy.supervisor, method)()
        finally:
            transport.close()


def _running(info: Any) -> Running:
    since = datetime.fromtimestamp(info["start"] or info["stop"] or 0, UTC)
    return Running(info["name"], info["statename"], info["pid"], since, info["spawnerr"] or "")


def _value(text: object) -> str:
    """A value as supervisor's configuration has it, where % begins a placeholder."""
    return str(text).replace("%", "%%")
