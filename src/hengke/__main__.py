"""`python -m hengke` is the `hengke` command."""

from hengke.cli import main

if __name__ == "__main__":
    main()
