"""The demo town hall Gemeente Voorbeeldstad: its house, its people and a year of their use.

Pure data, drawn from a seed: no database, no clock. Every figure is example data
(voorbeeldgegevens) and is shown as such.
"""
