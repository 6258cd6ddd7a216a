"""Files of the program and answers of callbacks travel compressed: a school's line may be slow."""

from flask import Flask, Response
from flask_compress import Compress

# No HTML: a page carries a token, and nobody shall guess at it by the length of an answer.
COMPRESSED = ("text/javascript", "application/javascript", "text/css", "application/json")


def compress(server: Flask) -> None:
    """Files are streamed, for which a browser without HTTPS knows only deflate."""
    server.config.update(
        COMPRESS_MIMETYPES=list(COMPRESSED),
        COMPRESS_ALGORITHM=["zstd", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["zstd", "deflate"],
    )
    Compress(server)

    @server.after_request  # goes before the compression, which lets go of the file it reads
    def file_is_closed_at_the_end(response: Response) -> Response:
        if close := getattr(response.response, "close", None):
            response.call_on_close(close)
        return response
