"""Whether a file lies on a network drive. Those promise locks they do not keep (sqlite.org/useovernet.html)."""

from __future__ import annotations

import re
import sys
from pathlib import Path

if sys.platform == "win32":
    import ctypes

    def network_disk(path: Path) -> str:
        """The kind of network drive `path` is on, or an empty text."""
        drive = path.absolute().drive
        remote = 4  # DRIVE_REMOTE of GetDriveTypeW
        if drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == remote:
            return drive
        return ""
else:

    def network_disk(path: Path) -> str:
        """The kind of network drive `path` is on, or an empty text. Known on Linux only."""
        try:
            mounts = Path("/proc/self/mounts").read_text("utf-8", "surrogateescape")
        except OSError:
            return ""
        return network_kind(str(path.resolve()), mounts)


_NETWORK = re.compile(
    "9p|acfs|afp|afs|auristorfs|beegfs|ceph|cifs|coda|davfs|gfs2?|glusterfs|gpfs|lustre|ncpfs|nfs4?|ocfs2|orangefs|"
    "prl_fs|smb[23]|smbfs|vboxsf|vmhgfs"
    r"|fuse\.(?!(bindfs|cryfs|encfs|exfat|gocryptfs|mergerfs|ntfs(-3g)?|zfs)\Z).*"
)
_OCTAL = re.compile(r"\\([0-7]{3})")


def network_kind(path: str, mounts: str) -> str:
    """The kind of network drive an absolute path is on, by the text of /proc/mounts, or an empty text.

    Unknown file systems in user space (sshfs, rclone ...) count as one. The root never does: what the whole
    computer lives on, if only inside a container, is its own disk.
    """
    best, kind = "", ""
    for line in mounts.splitlines():
        _, point, name, *_ = [_OCTAL.sub(lambda match: chr(int(match[1], 8)), field) for field in line.split(" ")]
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):  # of two on one place the later covers the earlier
            best, kind = point, name
    return kind if _NETWORK.fullmatch(kind) and best != "/" else ""
