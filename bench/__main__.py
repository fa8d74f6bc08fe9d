"""`python -m bench` is `hengke bench`."""

from hengke.bench.__main__ import main

if __name__ == "__main__":
    main()
