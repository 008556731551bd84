"""``booking …`` or ``python -m booking …``: installing and running the house."""

from booking.interfaces.cli import main

if __name__ == "__main__":
    main()
