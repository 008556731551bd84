"""Open data: figures that the town hall may publish as they are."""
