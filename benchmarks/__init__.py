"""What the suite costs beside the plain tools: `make bench`."""
