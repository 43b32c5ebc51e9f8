"""From `specs/<provider>/openapi.yaml` to the client packages in `generated/`."""
