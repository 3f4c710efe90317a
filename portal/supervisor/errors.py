"""Own the errors of the supervisor: each says what a person can do about it."""


class SupervisorError(Exception):
    """The supervisor cannot go on; the message is meant for the person at the terminal."""


class HomeInUse(SupervisorError):
    """Another supervisor already holds this TANDEM_HOME."""


class PortInUse(SupervisorError):
    """The port of the portal is taken by another program."""


class ServerMissing(SupervisorError):
    """No server program for this platform was found."""


class StartFailed(SupervisorError):
    """A process did not become ready; the message ends with the last lines of its log."""


class StopRequested(SupervisorError):
    """A person or the system asked for a stop while something was being awaited."""
