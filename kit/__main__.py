"""Run the program as `python -m kit`."""

from kit.cli.commands import main

if __name__ == "__main__":
    main(prog_name="kit")
