"""The way in: `python app.py`, or `gunicorn app:server`."""

from dashboard.app import create_app, keep_for_good, serve
from dashboard.settings import safe_settings
from dashboard.watch.logs import begin_logs

settings = safe_settings()
begin_logs(is_demo=settings.is_demo)
server = create_app(settings).server
keep_for_good()

if __name__ == "__main__":
    serve(server, settings)
