"""The audit: printed figures reconciled, shown figures recomputed, numbers nobody registered, two runs compared."""
