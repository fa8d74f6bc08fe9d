"""Administrators' pages and actions: log-ins, roles, reporting lines, the tree of branches."""
