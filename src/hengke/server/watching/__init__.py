"""What machines ask of the workbench: does it live, can it serve, how is it doing."""
