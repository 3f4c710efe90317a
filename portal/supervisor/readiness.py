"""Own the question whether the portal answers: one request to /readyz; also a command, for containers."""

import http.client
import sys

from portal.env import Environment, read_environment

PROBE_SECONDS = 2.0
ANY_ADDRESS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - recognised here, not bound


def local_host(environment: Environment) -> str:
    """Return the host under which this machine reaches the portal."""
    return "127.0.0.1" if environment.host_bind in ANY_ADDRESS else environment.host_bind


def portal_address(environment: Environment) -> str:
    """Return the address to open in a browser on this machine."""
    host = local_host(environment)
    return f"http://{f'[{host}]' if ':' in host else host}:{environment.port}"


def is_ready(environment: Environment) -> bool:
    """Return whether /readyz says yes."""
    connection = http.client.HTTPConnection(local_host(environment), environment.port, timeout=PROBE_SECONDS)
    try:
        connection.request("GET", "/readyz", headers={"Host": _accepted_host(environment)})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _accepted_host(environment: Environment) -> str:
    """Return a host name that the portal takes, as a production one refuses 127.0.0.1."""
    named = [host.lstrip(".") for host in environment.allowed_hosts if host.strip("*.")]
    local = local_host(environment)
    return f"{local if local in named or not named else named[0]}:{environment.port}"


if __name__ == "__main__":
    sys.exit(0 if is_ready(read_environment()) else 1)
