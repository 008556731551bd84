"""What if: assumptions over a copy of the house and its demand, never saved to reality.

``values`` says what a scenario changes, ``rules`` makes of a house and a demand another house
and another demand, ``outcomes`` lets ``sizing`` reckon with those: there is no second way of
reckoning. ``phases`` are scenarios that follow each other. ``operations`` keeps them with their
seed and the version of the data, so that a figure can be reckoned again.
"""
