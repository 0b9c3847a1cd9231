"""What holds for every test: none judges seconds, and a failing example is told so that it can be run again."""

from hypothesis import settings

settings.register_profile("inserts", deadline=None, print_blob=True)
settings.load_profile("inserts")
