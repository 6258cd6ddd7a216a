"""Everything that is taken away as a file, or collected for one."""

from dashboard.exports import bank_routes, made_routes, report_routes, tray_routes
from dashboard.exports.door import exports

__all__ = ["bank_routes", "exports", "made_routes", "report_routes", "tray_routes"]
