"""Figures to take away: one document of tables, written in five forms.

Whoever has figures makes a :class:`~booking.interfaces.files.document.Document`; no form asks
anything itself. The same document always gives the same bytes, so two people can see whether
they hold the same report, and a report can be made again to check it.
"""
