"""The API for programs: what pages show and do, under the same rights."""
