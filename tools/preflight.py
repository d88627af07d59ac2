"""Says in a sentence what a machine lacks, before anything is installed. Runs on any Python 3."""

import sys

MINIMUM = (3, 11)


def main() -> int:
    if sys.version_info < MINIMUM:
        have = ".".join(str(part) for part in sys.version_info[:3])
        print("Oh My Coins needs Python 3.11 or newer; this is %s." % have)  # noqa: UP031
        print("Install one and name it, for example: make PYTHON=python3.13 run")
        return 1
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        print("This Python cannot make virtual environments (modules venv and ensurepip are missing).")
        print("On Debian or Ubuntu: apt-get install python3-venv")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
