"""What the operator told Lookout: secrets and switches by the environment, everything else by one YAML file.

`environment` and `read` are the doors; both raise one `SettingsError` that names every problem at once. `config` holds
the nouns. `app` turns them into the story's policy and the adapters' arguments.
"""
