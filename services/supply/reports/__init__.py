"""Supply planning as flat tables, for Power BI and other programs."""
