"""What production planning and control watches: counts, a day's output against its target, what is on track."""
