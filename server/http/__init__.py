"""What every request goes through, whatever it asks: errors, ids, metrics, time-outs, compression."""
