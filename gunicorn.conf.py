"""How gunicorn serves the screens; `gunicorn app:server` reads this file by itself."""

from dashboard.settings import safe_settings

settings = safe_settings()  # an unsafe start is refused here, before any worker

bind = f"{f'[{settings.host}]' if ':' in settings.host else settings.host}:{settings.port}"
worker_class = "gthread"
workers = 2
threads = 4
timeout = 120
max_requests = 2000  # memory of a worker is given back now and then
max_requests_jitter = 200
control_socket_disable = True
