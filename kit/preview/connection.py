"""HTTP/1.1 connections: how long each may wait, and how many there may be.

uvicorn only closes connections that are idle between two requests. It waits forever for a request
that is never completed or arrives a byte at a time, and for a client that does not read the answer.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_WAIT_S = 10  # for a complete request, and again for its answer to be read
MAX_CONNECTIONS = 100  # at once: fewer than the files that a process may open (macOS: 256)


class TimedProtocol(H11Protocol):
    """A connection with a deadline whenever the server waits for the client to send or to read.

    The deadline is `timeout_keep_alive` seconds after the wait began, however many bytes arrive
    meanwhile. While the server works on an answer there is no deadline.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = self.loop.time()  # when the present wait or work began, by the loop's clock
        self._deadline: asyncio.TimerHandle | None = None

    @property
    def is_working(self) -> bool:
        """Whether a complete request has arrived, and the server can go on with its answer."""
        return (
            self.cycle is not None
            and not self.cycle.response_complete
            and not self.cycle.more_body
            and not self.flow.write_paused
        )

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the deadline; if there are too many connections, close another one."""
        super().connection_made(transport)
        self._start_deadline()
        if len(self.connections) > MAX_CONNECTIONS:
            _connection_to_close(self).abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the deadline."""
        self._cancel_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; cancel the deadline if the request is complete now."""
        super().data_received(data)
        self._update_deadline()

    def pause_writing(self) -> None:
        """Start the deadline: the client does not read the answer."""
        super().pause_writing()
        self._update_deadline()

    def resume_writing(self) -> None:
        """Cancel the deadline if the server can go on."""
        super().resume_writing()
        self._update_deadline()

    def on_response_complete(self) -> None:
        """Start the deadline, both to read this answer and to send the next request."""
        self._start_deadline()
        super().on_response_complete()
        self._update_deadline()  # the next request may have arrived already

    def shutdown(self) -> None:
        """Close once the answer has been written, without waiting for a client to read it."""
        if self.is_working:
            super().shutdown()
        else:
            self.abort()

    def abort(self) -> None:
        """Close at once, and drop what the client has not read yet."""
        self.connections.discard(self)  # now, so that no other is closed in its place
        self.transport.abort()

    def _update_deadline(self) -> None:
        """Start the deadline if the server waits for the client now, else cancel it."""
        if self.is_working == (self._deadline is None):
            return
        if self.is_working:
            self._cancel_deadline()
            self.since = self.loop.time()
        else:
            self._start_deadline()

    def _start_deadline(self) -> None:
        self._cancel_deadline()
        self.since = self.loop.time()
        self._deadline = self.loop.call_later(self.timeout_keep_alive, self.abort)

    def _cancel_deadline(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None


def _connection_to_close(newest: TimedProtocol) -> TimedProtocol:
    """Return which connection makes room for the newest: the one waited for the longest.

    If the server works on all of them, the one that it has worked on the longest.
    """
    others = (it for it in newest.connections if isinstance(it, TimedProtocol) and it is not newest)
    return min(others, key=lambda it: (it.is_working, it.since))
