"""Files of the program and answers of callbacks travel compressed: a school's line may be slow."""

import re

from flask import Flask, Response, request
from flask_compress import Compress

# No HTML: a page carries a token, and nobody shall guess at it by the length of an answer.
TAG_OF_PACKED = re.compile(r':(zstd|gzip|deflate)"')
COMPRESSED = ("text/javascript", "application/javascript", "text/css", "application/json")


def compress(server: Flask) -> None:
    """Files are streamed, for which a browser without HTTPS knows only deflate."""
    server.config.update(
        COMPRESS_MIMETYPES=list(COMPRESSED),
        COMPRESS_ALGORITHM=["zstd", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["zstd", "deflate"],
    )
    Compress(server)

    @server.before_request  # a stream is packed after it is compared with what the browser has
    def tag_is_that_of_the_file() -> None:
        if given := request.environ.get("HTTP_IF_NONE_MATCH"):
            request.environ["HTTP_IF_NONE_MATCH"] = TAG_OF_PACKED.sub('"', given)

    @server.after_request  # goes before the compression, which lets go of the file it reads
    def file_is_closed_at_the_end(response: Response) -> Response:
        if close := getattr(response.response, "close", None):
            response.call_on_close(close)
        return response
