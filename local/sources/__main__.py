"""`python -m local.sources --port 8910`"""

from local.sources.server import main

if __name__ == "__main__":
    main()
