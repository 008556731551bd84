"""Services with a reservation: catering, sound and vision, the messenger, a table plan."""
