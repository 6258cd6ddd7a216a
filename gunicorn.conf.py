"""How gunicorn serves the screens; `gunicorn app:server` reads this file by itself."""

from pathlib import Path

from dashboard.settings import safe_settings
from dashboard.watch import slots
from dashboard.watch.logs import configuration

settings = safe_settings()  # an unsafe start is refused here, before any worker


def address(host: str, port: int) -> str:
    """As gunicorn takes it, also of IPv6."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


bind = [address(settings.host, settings.port)]
worker_class = "gthread"
workers = settings.workers
threads = settings.threads
preload_app = True  # loaded once; a worker is a fork of it, in milliseconds, and shares its memory
timeout = 120
graceful_timeout = 30  # what is being answered at a stop may be finished
keepalive = 5
max_requests = 2000  # memory of a worker is given back now and then
max_requests_jitter = 200  # not of all workers at once
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  a disk may be slow
control_socket_disable = True
logconfig_dict = configuration(is_demo=settings.is_demo)

if settings.metrics_port:
    bind.append(address(settings.metrics_host, settings.metrics_port))
    slots.prepare_folder(settings.home)  # before the application is loaded, which counts into it
    pre_fork = slots.choose_slot
    post_fork = slots.take_slot
    child_exit = slots.free_slot
    on_exit = slots.remove_folder
