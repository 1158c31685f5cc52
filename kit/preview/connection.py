"""HTTP/1.1 connections that cannot be held open by doing nothing, or next to nothing.

uvicorn closes a connection that is idle between two requests. A request that never ends, one that
comes a byte at a time and an answer that is never read it waits for without end.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_WAIT_S = 10  # for a whole request, and again for its answer to be read
MAX_CONNECTIONS = 100  # at once: fewer than the files that a process may open (macOS: 256)


class TimedProtocol(H11Protocol):
    """A connection with a deadline whenever it is the client's turn to send or to read.

    The deadline is `timeout_keep_alive` seconds after the turn began, however many bytes come
    meanwhile. While the server works on an answer there is none.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = self.loop.time()  # when the turn began, by the loop's clock
        self._deadline: asyncio.TimerHandle | None = None

    @property
    def servers_turn(self) -> bool:
        """Whether a request has come whole, and its answer is neither complete nor held up."""
        return (
            self.cycle is not None
            and not self.cycle.response_complete
            and not self.cycle.more_body
            and not self.flow.write_paused
        )

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock; if there are too many connections, end another."""
        super().connection_made(transport)
        self._clients_turn()
        if len(self.connections) > MAX_CONNECTIONS:
            _longest(self).abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, and stop the clock if the request is whole now."""
        super().data_received(data)
        self._look()

    def pause_writing(self) -> None:
        """Start the clock: the client does not read what it asked for."""
        super().pause_writing()
        self._look()

    def resume_writing(self) -> None:
        """Stop the clock if the server can go on."""
        super().resume_writing()
        self._look()

    def on_response_complete(self) -> None:
        """Start the clock, both for this answer to be read and for the next request to come."""
        self._clients_turn()
        super().on_response_complete()
        self._look()  # the next request may have come already

    def shutdown(self) -> None:
        """Close when the answer has been given, and do not wait for a client to read it."""
        if self.servers_turn:
            super().shutdown()
        else:
            self.abort()

    def abort(self) -> None:
        """Close at once, and drop what the client has not read yet."""
        self.connections.discard(self)  # now, so that no other is ended in its place
        self.transport.abort()

    def _look(self) -> None:
        """Start or stop the clock if the turn has changed."""
        if self.servers_turn == (self._deadline is None):
            return
        if self.servers_turn:
            self._stop()
            self.since = self.loop.time()
        else:
            self._clients_turn()

    def _clients_turn(self) -> None:
        self._stop()
        self.since = self.loop.time()
        self._deadline = self.loop.call_later(self.timeout_keep_alive, self.abort)

    def _stop(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None


def _longest(newest: TimedProtocol) -> TimedProtocol:
    """Return which connection to end for a new one: the client that holds us up the longest.

    If none does, the one whose answer has been longest in the making.
    """
    others = (it for it in newest.connections if isinstance(it, TimedProtocol) and it is not newest)
    return min(others, key=lambda it: (it.servers_turn, it.since))
