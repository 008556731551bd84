"""A server with TLS on this machine that plays an address somewhere on the internet."""

import gzip
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from typing_extensions import override


@dataclass
class Said:
    """What the server says; and what it was asked."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    drips: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)

    def says(self, status: int, content: bytes = b"", **headers: str) -> None:
        self.status, self.content, self.drips = status, content, False
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def packs(self, content: bytes) -> None:
        self.says(200, gzip.compress(content), Content_Encoding="gzip")


@dataclass(frozen=True)
class FarAway:
    address: str
    context: ssl.SSLContext
    """Trusts this server and nothing else."""
    said: Said


def certificate(folder: Path) -> Path:
    """A key and a certificate for localhost, in one file."""
    path = folder / "localhost.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "30", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost", "-keyout", str(path), "-out", str(folder / "c.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    with path.open("ab") as both:
        both.write((folder / "c.pem").read_bytes())
    return path


@contextmanager
def far_away(folder: Path) -> Iterator[FarAway]:
    pem, said = certificate(folder), Said()
    stopped = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said.asked.append(dict(self.headers.items()))
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in said.headers:
                self.send_header("Content-Length", str(len(said.content)))
            self.end_headers()
            while said.drips and not stopped.wait(0.05):
                self.wfile.write(b" ")
            self.wfile.write(said.content)

        @override
        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        @override
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Who goes away in the middle is what is tested."""

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    trusted = ssl.create_default_context(cafile=str(pem))
    yield FarAway(f"https://localhost:{server.server_port}/kamer.ics", trusted, said)
    stopped.set()
    server.shutdown()
    thread.join()
    server.server_close()
