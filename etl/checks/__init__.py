"""Sheets → checked rows: one module a kind of file; CHECKS is the list of them."""

from etl.checks.codifier import check_codifier
from etl.checks.final_marks import check_final_marks
from etl.checks.marks import check_marks
from etl.checks.plan import check_plan
from etl.checks.protocol import check_protocol
from etl.checks.results import check_results
from etl.checks.roster import check_roster

# Facts go to the lake, the others to tables (etl.load.STORES).
FACT_CHECKS = {
    "marks": check_marks,
    "final_marks": check_final_marks,
    "protocol": check_protocol,
    "results": check_results,
}
TABLE_CHECKS = {"roster": check_roster, "plan": check_plan, "codifier": check_codifier}
