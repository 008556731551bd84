"""Whether the house keeps its service agreements."""
