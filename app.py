"""The way in: `python app.py`, or `gunicorn app:server`."""

from dashboard.app import create_app, serve
from dashboard.settings import safe_settings

settings = safe_settings()
server = create_app(settings).server

if __name__ == "__main__":
    serve(server, settings)
