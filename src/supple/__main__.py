"""`python -m supple` is the `supple` command."""

from supple.cli import main

if __name__ == "__main__":
    main()
