"""The only door to the data: every public function takes the scope first and returns rows.

One exception to scope, and it is not about people: `database` holds the engine of the process.
"""
