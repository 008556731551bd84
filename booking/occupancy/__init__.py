"""Facts, measures, needs: how the house is used.

Written by the count, a day at a time, and never by a page:

- ``lines`` and ``courses`` read how reservations went, ``rules`` counts a day in minutes,
  ``counting`` turns both into rows, ``facts`` knows which days are out of date.
- What stays is ``FactSheet``: a building on a day, in records of fixed size (``sheet``); and sums
  of it (``FactTotal``, ``FactHour``, ``FactDay``, ``FactWish``) for the overview.

Read by every report, always in this order:

1. ``cuts.Cut`` says which days, spaces, parties and hours; ``cuts.may_show_zones`` and
   ``party_floor.PartyFloor.may_ask`` whether they may be shown at all. Ask these first.
2. ``cuts.arrays_for(session, cut, stock)`` gives ``arrays.DayArrays``: numpy arrays of the house
   and of what happened in it, which can be narrowed further without reading again.
3. The measures are pure functions of that: ``fates`` (shares, hours, lead times; ``sums_of`` for
   the rates of ``measures``), ``concurrency`` (levels by the minute, peaks, curves, full
   minutes), ``fit_table``, ``quarters`` (each space by quarter of an hour). Each says its n, and
   None where there is nothing to say.
4. ``operations.record_report`` writes down who asked; ``log`` reads that back.

The overview asks ``queries`` for the sums instead: it needs no numpy. ``definitions`` has the
words of all nineteen measures, ``sizing`` reckons what is needed from the same past days.
"""
