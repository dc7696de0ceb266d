"""For pytest: the tests import their neighbours by name, as they do when run alone."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
