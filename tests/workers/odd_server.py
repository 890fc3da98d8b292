"""A server that answers every request in one given way, byte by byte: what no honest framework would send."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class OddServer:
    """Sends `answer` to whoever asks, `pause` seconds between its bytes; None cuts without a word."""

    def __init__(self, answer: bytes | None, pause: float = 0.0) -> None:
        self._answer = answer
        self._pause = pause
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ended = threading.Event()
        self.requests: list[bytes] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/square"

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self._answer_to(connection)

    def close(self) -> None:
        self._ended.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _answer_to(self, connection: socket.socket) -> None:
        connection.settimeout(2)
        # To the end: closing with something unread would reset the connection before the answer is read.
        self.requests.append(_request(connection))
        try:
            for byte in self._answer or b"":
                connection.sendall(bytes([byte]))
                if self._pause and self._ended.wait(self._pause):
                    return
        except OSError:
            return


def _request(connection: socket.socket) -> bytes:
    data = b""
    while not _whole(data) and (more := connection.recv(65536)):
        data += more
    return data.partition(b"\r\n\r\n")[0]


def _whole(data: bytes) -> bool:
    head, end, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return bool(end) and len(body) >= (int(length[1]) if length else 0)


@contextmanager
def odd_server(answer: bytes | None, pause: float = 0.0) -> Iterator[OddServer]:
    """Runs one until the block ends."""
    server = OddServer(answer, pause)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    yield server
    server.close()
    thread.join(10)


def http(status: int, body: str = "", *headers: str) -> bytes:
    """An HTTP answer, whole."""
    head = [f"HTTP/1.1 {status} Odd", f"content-length: {len(body.encode())}", "connection: close", *headers]
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()
