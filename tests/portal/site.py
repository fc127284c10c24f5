"""Servers on loopback that answer as portals do: each host writes down every request it gets.

Here: the servers, their log, faults of a transfer. Not here: what the portals publish (families.py).
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What a server says. `fault`: `trickle` (slowly, but all of it), `stuck` (half of it, then nothing), `broken` (half of it, then closed)."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True)
class Asked:
    """One request as its server met it: night, host, path with query, headers in lower case, when it began and when the last byte left."""

    night: int
    host: str
    path: str
    headers: dict[str, str]
    began: float
    ended: float
    status: int
    sent: int


Respond = Callable[[str, dict[str, str]], Answer]


class Hosts:
    """Several hosts of this machine, each with its own address, port and answers."""

    def __init__(self) -> None:
        self.night = 1
        self.log: list[Asked] = []
        self._servers: list[ThreadingHTTPServer] = []
        self._lock = threading.Lock()
        self.closing = threading.Event()

    def open(self, address: str, respond: Respond) -> str:
        """Start a host; returns its base address."""
        hosts = self

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A client that goes away in the midst of an answer is part of the game."""

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Headers and body go out one after the other without waiting for each other's arrival.
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                began = time.monotonic()
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = respond(self.path, headers)
                self.send_response(answer.status)
                for name, value in {"content-length": str(len(answer.body)), **answer.headers}.items():
                    self.send_header(name, value)
                # Of what is no success nobody reads the body: the answer ends with its headers.
                ended = time.monotonic()
                self.end_headers()
                half = len(answer.body) // 2
                if answer.fault == "trickle":
                    for at in range(0, half, max(1, half // 5)):
                        self.wfile.write(answer.body[at : min(half, at + max(1, half // 5))])
                        time.sleep(0.02)
                else:
                    self.wfile.write(answer.body[:half])
                ended = time.monotonic() if answer.status == 200 else ended
                sent = half if answer.fault in ("stuck", "broken") else len(answer.body)
                asked = Asked(hosts.night, address, self.path, headers, began, ended, answer.status, sent)
                with hosts._lock:
                    hosts.log.append(asked)
                if answer.fault == "stuck":
                    self.wfile.flush()
                    hosts.closing.wait(5)
                if answer.fault in ("stuck", "broken"):
                    self.close_connection = True
                    return
                self.wfile.write(answer.body[half:])

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
                pass

        server = Server((address, 0), Handler)
        self._servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://{address}:{server.server_port}"

    def close(self) -> None:
        """Stop all hosts."""
        self.closing.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def of(self, night: int, host: str | None = None) -> list[Asked]:
        """The requests of a night in their order."""
        found = [asked for asked in self.log if asked.night == night and host in (None, asked.host)]
        return sorted(found, key=lambda asked: asked.began)
