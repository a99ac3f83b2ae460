"""python -m profiler"""

import sys

from profiler import program

if __name__ == "__main__":
    sys.exit(program.main(sys.argv[1:]))
