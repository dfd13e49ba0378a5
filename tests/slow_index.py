"""A package index on loopback that sends half a wheel and then waits."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Index(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if not self.path.endswith(".whl"):
            page = f'<a href="/{self.server.wheel.name}">{self.server.wheel.name}</a>'.encode()
            self._head("text/html", len(page))
            self.wfile.write(page)
            return
        content = self.server.wheel.read_bytes()
        self._head("application/octet-stream", len(content))
        self.wfile.write(content[: len(content) // 2])
        self.wfile.flush()
        self.server.go_on.wait(60)
        try:
            self.wfile.write(content[len(content) // 2 :])
        except OSError:
            self.server.hung_up.set()

    def _head(self, kind: str, length: int) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def slow_index(wheel: Path) -> Iterator[ThreadingHTTPServer]:
    """Serve one wheel; `go_on` lets the second half go, `hung_up` says the client went away."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Index)
    server.wheel = wheel
    server.go_on = threading.Event()
    server.hung_up = threading.Event()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.go_on.set()
        server.shutdown()
        thread.join()
        server.server_close()


def index_settings(server: ThreadingHTTPServer) -> dict[str, str]:
    """The environment in which pip asks that index alone."""
    return {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_INDEX_URL": f"http://127.0.0.1:{server.server_port}/simple",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "",
        "PIP_NO_INDEX": "0",
        "PIP_RETRIES": "0",
        "PIP_NO_CACHE_DIR": "1",
    }
