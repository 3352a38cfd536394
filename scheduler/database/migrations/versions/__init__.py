"""One module per step; a step that has been taken somewhere is never changed."""
