"""How gunicorn serves the screens; `gunicorn app:server` reads this file by itself."""

import os
from secrets import token_hex

from dashboard.settings import safe_settings

settings = safe_settings()
os.environ.setdefault("SECRET_KEY", token_hex())  # one for all workers

bind = f"{f'[{settings.host}]' if ':' in settings.host else settings.host}:{settings.port}"
worker_class = "gthread"
workers = 2
threads = 4
timeout = 120
max_requests = 2000  # memory of a worker is given back now and then
max_requests_jitter = 200
control_socket_disable = True
