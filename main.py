"""Start Keepers: ``python main.py`` is the same as the installed command ``keepers``."""

from app.cli import main

if __name__ == "__main__":
    main()
