"""The rooms behind Beheer: who runs the building, through the web door."""
