"""`python -m inserts` is the `inserts` command."""

from inserts.cli import main

if __name__ == "__main__":
    main()
