"""The model's tools, one a file, each with its arguments; `toolbox` lists them. None of them changes anything."""
