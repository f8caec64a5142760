"""Prompt files and `releases.yaml` read into `Releases`: what is told to a model is fixed, or nothing starts.

`document` gives text and YAML with their lines, `prompt` one Markdown file, `listed` the releases, `lock` holds all of
it against `digests.yaml`, and `shelf` joins them. A text that changed under its version, or a release under its name,
is a fault with file, line and what mends it. What comes next: the start refuses a faulty folder, and so does
`lookout release check`.
"""

from bot.adapters.prompts.fault import Fault, PromptError
from bot.adapters.prompts.shelf import FILES, HANDLES, Shelf, load_releases, lock_shelf, read_shelf

__all__ = ["FILES", "HANDLES", "Fault", "PromptError", "Shelf", "load_releases", "lock_shelf", "read_shelf"]
