"""A private CUPS, and behind its one queue a printer that is simulated by `ippeveprinter`: both for tests, on loopback.

The simulator announces itself by D-Bus or does not start, so that it gets a bus of its own, with nobody on it.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

QUEUE = "office"
_FILTER = Path("/usr/lib/cups/filter/pdftopdf")
_NEEDED = ("lp", "lpstat", "cancel", "cupsdisable", "cupsreject", "cupsd", "ippeveprinter", "ipptool", "dbus-daemon")

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={bus}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
"""

_FILES = """ServerRoot {folder}/etc
RequestRoot {folder}/requests
TempDir {folder}/requests
CacheDir {folder}/cache
StateDir {folder}/state
ErrorLog {folder}/error
Printcap
AccessLog {folder}/access
PageLog {folder}/page
ServerBin /usr/lib/cups
DataDir /usr/share/cups
SystemGroup root
Sandboxing off
SyncOnClose no
"""

_SERVER = """Listen {socket}
Browsing Off
DefaultAuthType None
WebInterface No
LogLevel info
PreserveJobHistory Yes
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
JobPrivateAccess all
JobPrivateValues none
SubscriptionPrivateAccess all
SubscriptionPrivateValues none
<Limit All>
Order deny,allow
Allow all
</Limit>
</Policy>
"""

_EDGES = " ".join(f"MEMBER integer media-{side}-margin 423" for side in ("bottom", "left", "right", "top"))
_SIZES = [
    f"MEMBER {kind} x-dimension {x} MEMBER {kind} y-dimension {y}"
    for kind, x, y in (
        ("integer", "21000", "29700"),
        ("integer", "10500", "14800"),
        ("rangeOfInteger", "4000-12000", "4000-16000"),
    )
]
_PAPERS = [f"{{ MEMBER collection media-size {{ {size} }} {_EDGES} }}" for size in _SIZES]
PRINTER = f"""ATTR keyword media-supported iso_a4_210x297mm,iso_a6_105x148mm,custom_min_40x40mm,custom_max_120x160mm
ATTR keyword media-default iso_a4_210x297mm
ATTR keyword media-ready iso_a4_210x297mm
ATTR collection media-col-default {_PAPERS[0]}
ATTR collection media-col-database {", ".join(_PAPERS)}
ATTR collection media-size-supported {", ".join(f"{{ {size} }}" for size in _SIZES)}
ATTR keyword media-col-supported media-size,media-bottom-margin,media-left-margin,media-right-margin,media-top-margin
ATTR keyword sides-supported one-sided,two-sided-long-edge,two-sided-short-edge
ATTR keyword sides-default one-sided
ATTR mimeMediaType document-format-supported application/pdf
ATTR mimeMediaType document-format-default application/pdf
ATTR keyword print-color-mode-supported color,monochrome
ATTR keyword print-color-mode-default color
ATTR enum print-quality-supported 4
ATTR resolution printer-resolution-supported 600dpi
ATTR resolution printer-resolution-default 600dpi
ATTR rangeOfInteger copies-supported 1-99
ATTR integer copies-default 1
ATTR textWithoutLanguage printer-make-and-model "Test printer"
ATTR textWithoutLanguage printer-device-id "MFG:Test;MDL:Printer;CMD:PDF;"
"""
"""A duplex printer for A4, and for small cards of any size up to 120 x 160 mm."""

_COMMAND = """#!/bin/sh
env | grep '^IPP_' > '{folder}/told'
mv '{folder}/told' '{folder}/got/'"$IPP_JOB_ID"
[ -e '{folder}/empty' ] && echo 'STATE: +media-empty' >&2
while [ -e '{folder}/hold' ]; do sleep 0.05; done
echo 'STATE: -media-empty' >&2
exit 0
"""
"""What the simulator does with a document instead of printing it."""

_MAKE = """{
OPERATION CUPS-Create-Local-Printer
GROUP operation-attributes-tag
ATTR charset attributes-charset utf-8
ATTR naturalLanguage attributes-natural-language en
ATTR uri printer-uri $uri
GROUP printer-attributes-tag
ATTR name printer-name $name
ATTR uri device-uri $device
STATUS successful-ok
}
"""
_ASK = """{
OPERATION Get-Jobs
GROUP operation-attributes-tag
ATTR charset attributes-charset utf-8
ATTR naturalLanguage attributes-natural-language en
ATTR uri printer-uri $uri
ATTR keyword which-jobs all
ATTR keyword requested-attributes all
}
"""


def lacking() -> str:
    """What is not here of what the simulator and CUPS need, in words; empty when all is."""
    lost = [name for name in _NEEDED if _program(name) is None]
    if not _FILTER.exists():
        lost.append("CUPS's filter pdftopdf")
    return f"{', '.join(lost)} not here: nothing was sent to a printer" if lost else ""


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


class Cups:
    """The printer's queue is `office`. `socket` is what CUPS_SERVER has to say."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.socket = folder / "sock"
        self._stack = stack
        self._owner = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}
        for name in ("etc", "requests", "cache", "state", "spool", "got"):
            (folder / name).mkdir()
        bus = folder / "bus"
        self._write("bus.conf", _BUS.format(bus=bus))
        self._write("etc/cups-files.conf", _FILES.format(folder=folder))
        self._write("etc/cupsd.conf", _SERVER.format(socket=self.socket))
        self._write("command", _COMMAND.format(folder=folder)).chmod(0o755)
        self._write("make.test", _MAKE)
        self._write("ask.test", _ASK)
        self._env = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={bus}", "LC_ALL": "C"}
        if self._owner:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, "nobody")
        self._start("dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--nofork", "--nopidfile")
        until(bus.exists)
        self.port = _free_port()
        self.plug_in()
        etc = folder / "etc"
        self._start("cupsd", "-f", "-c", str(etc / "cupsd.conf"), "-s", str(etc / "cups-files.conf"))
        until(self.socket.exists)

    def plug_in(self, paper: bool = True) -> None:
        """Switch the printer on; without its paper it takes no job that names one."""
        lines = [line for line in PRINTER.splitlines(True) if paper or "media-size-supported" not in line]
        self._write("printer.conf", "".join(lines))
        self._right = paper
        options = ["-k", "-d", str(self.folder / "spool"), "-a", str(self.folder / "printer.conf"), "-r", "off"]
        options += ["-p", str(self.port), "-n", "localhost", "-c", str(self.folder / "command"), "Test"]
        self._printer = self._start("ippeveprinter", *options)
        until(lambda: _listens(self.port))

    def unplug(self) -> None:
        """The printer is gone, in the middle of whatever it did."""
        self._printer.send_signal(signal.SIGKILL)
        self._printer.wait(10)

    def reset(self) -> None:
        """No job is left, no paper either has been used, and the queue takes jobs."""
        for name in ("empty", "hold"):
            (self.folder / name).unlink(missing_ok=True)
        if not self._right:
            self.unplug()
        if self._printer.poll() is not None:
            self.plug_in()
        device = f"ipp://localhost:{self.port}/ipp/print"
        if self.call("lpstat", "-v", QUEUE, check=False).returncode:
            self._ipp("", "make.test", "-d", f"name={QUEUE}", "-d", f"device={device}")
            until(lambda: "idle" in self.call("lpstat", "-p", QUEUE).stdout)
        self.call("cancel", "-a", QUEUE)
        self.call("cupsenable", QUEUE)
        self.call("cupsaccept", QUEUE)
        until(lambda: not self.call("lpstat", "-o", QUEUE).stdout)
        for name in ("spool", "got"):
            for path in (self.folder / name).iterdir():
                path.unlink()

    def set(self, name: str) -> None:
        """Make the printer "hold" each job while it prints, or run out of paper ("empty")."""
        (self.folder / name).touch()

    def call(self, program: str, *options: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        found = _program(program)
        assert found
        env = {**self._env, "CUPS_SERVER": str(self.socket)}
        done = subprocess.run([found, *options], env=env, capture_output=True, text=True, timeout=30)
        assert not check or done.returncode == 0, done.stderr
        return done

    def got(self) -> list[dict[str, str]]:
        """What the printer was told of each document, the first one first."""
        files = sorted((self.folder / "got").iterdir(), key=lambda path: int(path.name))
        return [dict(line.partition("=")[::2] for line in path.read_text().splitlines()) for path in files]

    def documents(self) -> list[Path]:
        """What the printer was given, the first one first."""
        files = (self.folder / "spool").glob("*.pdf")
        return sorted(files, key=lambda path: int(path.name.partition("-")[0]))

    def jobs(self) -> dict[str, dict[str, str]]:
        """What CUPS knows of each job, by the job's number."""
        told: dict[str, dict[str, str]] = {}
        current: dict[str, str] = {}
        for line in self._ipp(f"printers/{QUEUE}", "ask.test", "-v").splitlines():
            name, equals, value = line.strip().partition(" = ")
            if "separator" in line:
                current = {}
            elif equals:
                current[name.partition(" (")[0]] = value
                if name.startswith("job-id "):
                    told[value] = current
        return told

    def _ipp(self, resource: str, test: str, *options: str) -> str:
        uri = f"ipp://{quote(str(self.socket), safe='')}/{resource}"
        return self.call("ipptool", "-t", *options, uri, str(self.folder / test)).stdout

    def _write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def _start(self, program: str, *options: str) -> subprocess.Popen[bytes]:
        found = _program(program)
        assert found
        with (self.folder / f"{program}.log").open("ab") as log:
            process = subprocess.Popen(
                [found, *options],
                cwd=self.folder,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self._owner,  # type: ignore[call-overload]
            )
        self._stack.callback(_end, process)
        return process


def until(there: Callable[[], object]) -> None:
    """Wait for another process to get so far."""
    for _ in range(4000):
        if there():
            return
        time.sleep(0.005)
    raise AssertionError("it did not come to it")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def cups() -> Iterator[Cups]:
    """A CUPS with its printer for as long as the tests run."""
    folder = Path(tempfile.mkdtemp(prefix="cups"))
    try:
        with ExitStack() as stack:
            yield Cups(folder, stack)
    finally:
        shutil.rmtree(folder)
